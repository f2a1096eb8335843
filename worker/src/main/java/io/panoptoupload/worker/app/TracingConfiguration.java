package io.panoptoupload.worker.app;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.panoptoupload.worker.job.StageTraces;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;

/** Spans of stages over OTLP, by Spring Boot's own means, once a property names the collector. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingConfiguration.ENDPOINT)
class TracingConfiguration {
    static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    @Bean
    JobTraceIds jobTraceIds() {
        return new JobTraceIds();
    }

    @Bean
    SdkTracerProviderBuilderCustomizer traceIdsOfJobs(JobTraceIds ids) {
        return provider -> provider.setIdGenerator(ids);
    }

    @Bean
    SpanExporters loggingSpanExporters(ObjectProvider<SpanExporter> exporters) {
        List<SpanExporter> logging =
                exporters.orderedStream().<SpanExporter>map(LoggingSpanExporter::new).toList();
        return SpanExporters.of(logging);
    }

    @Bean
    StageTraces stageSpans(OpenTelemetry openTelemetry, JobTraceIds ids) {
        return new StageSpans(openTelemetry.getTracer("io.panoptoupload.worker"), ids);
    }
}
