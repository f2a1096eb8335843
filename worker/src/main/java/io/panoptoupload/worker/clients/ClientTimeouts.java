package io.panoptoupload.worker.clients;

import org.apache.kafka.clients.CommonClientConfigs;

import java.util.Map;

/**
 * Time-outs of Kafka's clients where a site sets none. They give way to those that it does set: a
 * client whose time-outs contradict each other does not start.
 */
public final class ClientTimeouts {
    private ClientTimeouts() {}

    /** An admin client's {@code request.timeout.ms} must not exceed the other. */
    public static void putIfAbsent(
            Map<String, Object> settings, int defaultApiMs, int defaultRequestMs) {
        String api = CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
        String request = CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG;
        settings.putIfAbsent(
                api, Math.max(defaultApiMs, given(settings, request, defaultRequestMs)));
        settings.putIfAbsent(
                request, Math.min(defaultRequestMs, given(settings, api, defaultApiMs)));
    }

    /** What the site sets, or else what is usual; Kafka itself complains of what is no number. */
    static int given(Map<String, Object> settings, String name, int usual) {
        try {
            return Integer.parseInt(String.valueOf(settings.get(name)).strip());
        } catch (NumberFormatException e) {
            return usual;
        }
    }
}
