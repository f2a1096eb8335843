package io.panoptoupload.worker.app;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.panoptoupload.worker.job.StageOutcome;
import io.panoptoupload.worker.job.StageTraces;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Each run of a stage as a span, below the span that the request came from if there is one. */
final class StageSpans implements StageTraces {
    private static final String TRACEPARENT = "traceparent";
    private static final AttributeKey<String> REQUEST =
            AttributeKey.stringKey("panopto.upload.request_id");
    private static final AttributeKey<Long> ATTEMPT =
            AttributeKey.longKey("panopto.upload.attempt");
    private static final AttributeKey<String> STAGE =
            AttributeKey.stringKey("panopto.upload.stage");
    private static final AttributeKey<String> WORKER =
            AttributeKey.stringKey("panopto.upload.worker");
    private static final AttributeKey<String> OUTCOME =
            AttributeKey.stringKey("panopto.upload.outcome");

    /** As OpenTelemetry's conventions name it. */
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final Tracer tracer;
    private final JobTraceIds ids;

    StageSpans(Tracer tracer, JobTraceIds ids) {
        this.tracer = tracer;
        this.ids = ids;
    }

    @Override
    public Run begin(Due due) {
        SpanBuilder builder =
                tracer.spanBuilder(due.stage().wireName())
                        .setParent(asking(due))
                        .setStartTimestamp(due.since())
                        .setAttribute(REQUEST, due.requestId())
                        .setAttribute(ATTEMPT, (long) due.attempt())
                        .setAttribute(STAGE, due.stage().wireName())
                        .setAttribute(WORKER, due.worker());
        return new SpanRun(ids.within(due.requestId(), due.acceptedAt(), builder::startSpan));
    }

    private static Context asking(Due due) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), due, new OfDue());
    }

    private record SpanRun(Span span) implements Run {
        @Override
        public Optional<String> traceparent() {
            SpanContext known = span.getSpanContext();
            return known.isSampled()
                    ? Optional.of(
                            "00-%s-%s-%s"
                                    .formatted(
                                            known.getTraceId(),
                                            known.getSpanId(),
                                            known.getTraceFlags().asHex()))
                    : Optional.empty();
        }

        @Override
        public void end(StageOutcome outcome) {
            String kind = outcome.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            span.setAttribute(OUTCOME, kind);
            outcome.error()
                    .ifPresent(code -> {
                        span.setAttribute(ERROR, code.name());
                        span.setStatus(StatusCode.ERROR, code.name());
                    });
            span.end();
        }
    }

    private record OfDue() implements TextMapGetter<Due> {
        @Override
        public Iterable<String> keys(Due due) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable Due due, String key) {
            return due != null && key.equals(TRACEPARENT) ? due.traceparent().orElse(null) : null;
        }
    }
}
