package io.panoptoupload.worker.app;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

import java.util.Objects;
import java.util.Set;

/**
 * Admits Spring Boot's span exporters only once a property names the collector. By itself Spring
 * Boot would start threads that have nothing to send, and make a span of every scrape and call.
 */
final class TracingFilter implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final String BOOT = "org.springframework.boot.";

    /** By name: programs that have no use for them read this class as well. */
    private static final Set<String> NEEDED =
            Set.of(
                    BOOT + "opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
                    BOOT
                            + "micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
                    BOOT
                            + "micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration");

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment given) {
        environment = given;
    }

    @Override
    public boolean[] match(
            @Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean wanted =
                Objects.requireNonNull(environment).containsProperty(TracingConfiguration.ENDPOINT);
        boolean[] let = new boolean[autoConfigurations.length];
        for (int i = 0; i < let.length; i++) {
            String name = autoConfigurations[i];
            let[i] = name == null || !isOfTracing(name) || (wanted && NEEDED.contains(name));
        }
        return let;
    }

    /** Not what those that are let in import: Spring Boot asks for that as well. */
    private static boolean isOfTracing(String name) {
        return name.endsWith("AutoConfiguration")
                && (name.startsWith(BOOT + "opentelemetry.")
                        || name.startsWith(BOOT + "micrometer.tracing."));
    }
}
