package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.job.StageOutcome;
import io.panoptoupload.worker.job.StageTraces;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

class StageSpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ASKED = "b7ad6b7169203331";
    private static final Instant ACCEPTED = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00Z");
    private static final StageOutcome DONE =
            new StageOutcome(StageOutcome.Kind.DONE, Optional.empty());

    private final List<SpanData> spans = new ArrayList<>();
    private final JobTraceIds ids = new JobTraceIds();

    @AutoClose
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder()
                    .setIdGenerator(ids)
                    .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                    .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
                    .build();

    private final StageSpans traces = new StageSpans(provider.get("test"), ids);

    private static StageTraces.Due due(String id, Stage stage, Optional<String> traceparent) {
        return new StageTraces.Due(id, ACCEPTED, traceparent, 2, stage, SINCE, "worker-1");
    }

    private static Optional<String> asked(String flags) {
        return Optional.of("00-" + TRACE + "-" + ASKED + "-" + flags);
    }

    @Test
    void a_run_is_a_span_below_the_one_that_asked() {
        StageTraces.Run run = traces.begin(due("lt1", Stage.TRANSFER, asked("01")));
        run.end(DONE);
        SpanData span = spans.getFirst();
        assertThat(span.getName()).isEqualTo("transfer");
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(ASKED);
        assertThat(span.getStartEpochNanos())
                .isEqualTo(TimeUnit.SECONDS.toNanos(SINCE.getEpochSecond()));
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(run.traceparent()).contains("00-" + TRACE + "-" + span.getSpanId() + "-01");
        assertThat(span.getAttributes().asMap())
                .extractingFromEntries(each -> each.getKey().getKey() + "=" + each.getValue())
                .containsExactlyInAnyOrder(
                        "panopto.upload.request_id=lt1",
                        "panopto.upload.attempt=2",
                        "panopto.upload.stage=transfer",
                        "panopto.upload.worker=worker-1",
                        "panopto.upload.outcome=done");
    }

    @Test
    void what_failed_is_an_error_with_its_code() {
        traces.begin(due("lt1", Stage.CREATE, asked("01")))
                .end(
                        new StageOutcome(
                                StageOutcome.Kind.STARTED_OVER,
                                Optional.of(ErrorCode.UPLOAD_EXPIRED)));
        SpanData span = spans.getFirst();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).isEqualTo("UPLOAD_EXPIRED");
        assertThat(span.getAttributes().asMap())
                .extractingFromEntries(each -> each.getKey().getKey() + "=" + each.getValue())
                .contains("error.type=UPLOAD_EXPIRED", "panopto.upload.outcome=started-over");
    }

    @Test
    void an_unsampled_trace_gets_no_spans() {
        StageTraces.Run run = traces.begin(due("lt1", Stage.CREATE, asked("00")));
        run.end(DONE);
        assertThat(run.traceparent()).isEmpty();
        assertThat(spans).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00-" + TRACE + "-0000000000000000-01"})
    void without_a_trace_all_runs_of_a_job_are_one_trace_of_its_own(String traceparent) {
        Optional<String> asked = Optional.of(traceparent).filter(text -> !text.isEmpty());
        traces.begin(due("lt1", Stage.CREATE, asked)).end(DONE);
        traces.begin(due("lt1", Stage.TRANSFER, asked)).end(DONE);
        traces.begin(due("lt2", Stage.CREATE, asked)).end(DONE);
        assertThat(spans)
                .allMatch(span -> span.getParentSpanId().equals(SpanId.getInvalid()))
                .allMatch(span -> span.getSpanContext().isValid());
        List<String> traceIds = spans.stream().map(SpanData::getTraceId).toList();
        assertThat(traceIds.get(0)).isEqualTo(traceIds.get(1)).isNotEqualTo(traceIds.get(2));
    }

    @Test
    void a_run_that_came_to_nothing_is_no_span() {
        StageTraces.Run _ = traces.begin(due("lt1", Stage.PROCESSING, asked("01")));
        assertThat(spans).isEmpty();
    }

    private final class Kept implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
