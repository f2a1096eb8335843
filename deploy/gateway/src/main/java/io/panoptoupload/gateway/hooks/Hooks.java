package io.panoptoupload.gateway.hooks;

import io.micrometer.core.instrument.MeterRegistry;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.Objects;

/**
 * What the hooks are made of.
 *
 * @param folders where recordings go
 */
record Hooks(
        HooksProperties properties,
        Folders folders,
        HookCalls.Intake intake,
        MeterRegistry meters) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    JsonMapper json() {
        return JSON;
    }

    HookCalls calls(String system) {
        return new HookCalls(system, intake, JSON, meters);
    }

    Signature zoomSignature() {
        return new Signature(
                Objects.requireNonNull(properties.zoom().secret()), InstantSource.system());
    }

    OpencastClient opencast() {
        HooksProperties.Opencast opencast = properties.opencast();
        return new OpencastClient(
                Objects.requireNonNull(opencast.baseUrl()),
                Objects.requireNonNull(opencast.username()),
                Objects.requireNonNull(opencast.password()),
                JSON,
                OpencastClient.RESPONSE);
    }
}
