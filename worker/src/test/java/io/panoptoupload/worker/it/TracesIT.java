package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The spans that a worker exports to a configured collector. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final JsonMapper json = JsonMapper.builder().build();
    @AutoClose private TestEnvironment environment;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
    }

    private void publish(UploadRequest request, String traceparent) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS, json.writeValueAsBytes(request));
        record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
        environment.requests().publish(record);
    }

    private UploadRequest request(String id) {
        Path file = TestFiles.write(environment.captures(), id + ".mp4", 6_000_000, 1);
        return Requests.of(id, file);
    }

    @Test
    void a_collector_gets_a_span_of_every_stage_in_the_trace_of_the_request() throws IOException {
        try (Collector collector = new Collector();
                WorkerProcess worker = environment.worker(more(collector))) {
            publish(request("followed"), "00-" + TRACE + "-" + SPAN + "-01");
            publish(request("not-sampled"), "00-" + TRACE.replace('0', '1') + "-" + SPAN + "-00");
            environment.requests().publish(request("untraced"));
            publish(refused("refused"), "00-" + TRACE + "-" + SPAN + "-01");
            for (String id : List.of("followed", "not-sampled", "untraced")) {
                environment.outcomes().awaitCompleted(id);
            }
            environment.outcomes().awaitEnd("refused", OutcomeEvent.Failed.class);
            awaitSpans(collector, "followed", 5);
            awaitSpans(collector, "untraced", 5);
            awaitSpans(collector, "refused", 1);

            List<Span> followed = collector.spansOf("followed");
            assertThat(followed)
                    .extracting(Span::getName)
                    .containsExactly("create", "transfer", "manifest", "finalise", "processing");
            assertThat(followed)
                    .allSatisfy(span -> {
                        assertThat(Collector.hex(span.getTraceId())).isEqualTo(TRACE);
                        assertThat(Collector.hex(span.getParentSpanId())).isEqualTo(SPAN);
                        assertThat(span.getStatus().getCode())
                                .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
                        assertThat(span.getEndTimeUnixNano())
                                .isGreaterThan(span.getStartTimeUnixNano());
                    });
            assertThat(traces(collector.spansOf("untraced"))).hasSize(1);
            assertThat(collector.spansOf("not-sampled")).isEmpty();
            Span refusal = collector.spansOf("refused").getFirst();
            assertThat(refusal.getStatus().getCode())
                    .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(Collector.attributes(refusal))
                    .containsEntry("panopto.upload.outcome", "failed");
            assertThat(refusal.getStatus().getMessage())
                    .isEqualTo(Collector.attributes(refusal).get("error.type"))
                    .isNotEmpty();
            assertThat(collector.spans())
                    .as("nothing but stages, and in them no address, title or secret")
                    .allSatisfy(span ->
                            assertThat(span.toString())
                                    .contains("panopto.upload.request_id")
                                    .doesNotContain(
                                            "http", "file:", "Lecture", "demo-", "/Panopto/"));
            linesOfStagesNameTheirSpans(worker, followed);
            Awaitility.await("metrics over OTLP")
                    .until(() -> collector.metrics().contains("panopto.upload.jobs"));
        }
    }

    private static String[] more(Collector collector) {
        List<String> settings = new ArrayList<>(List.of(collector.settings()));
        settings.add("--logging.structured.format.console=ecs");
        settings.add("--management.otlp.metrics.export.enabled=true");
        settings.add("--management.otlp.metrics.export.step=1s");
        settings.add("--management.otlp.metrics.export.url=" + collector.at("/v1/metrics"));
        return settings.toArray(String[]::new);
    }

    private UploadRequest refused(String id) {
        return UploadRequest.builder(request(id))
                .folderId("11111111-1111-1111-1111-111111111111")
                .build();
    }

    private static void awaitSpans(Collector collector, String id, int count) {
        Awaitility.await(count + " spans of " + id)
                .untilAsserted(() -> assertThat(collector.spansOf(id)).hasSize(count));
    }

    private static Set<String> traces(List<Span> spans) {
        return spans.stream()
                .map(span -> Collector.hex(span.getTraceId()))
                .collect(Collectors.toSet());
    }

    private void linesOfStagesNameTheirSpans(WorkerProcess worker, List<Span> spans) {
        Set<String> ids =
                spans.stream()
                        .map(span -> Collector.hex(span.getSpanId()))
                        .collect(Collectors.toSet());
        List<JsonNode> lines =
                worker.log()
                        .lines()
                        .map(json::readTree)
                        .filter(line -> line.path("requestId").asString("").equals("followed"))
                        .filter(line -> !line.path("message").asString("").startsWith("accepted"))
                        .toList();
        assertThat(lines)
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> {
                    assertThat(line.path("traceId").asString("")).isEqualTo(TRACE);
                    assertThat(ids).contains(line.path("spanId").asString(""));
                });
    }

    @Test
    void a_collector_that_refuses_costs_a_line_and_one_that_takes_again_another()
            throws IOException {
        try (Collector collector = new Collector();
                WorkerProcess worker = environment.worker(collector.settings())) {
            collector.respondsWith(400);
            for (int i = 0; i < 3; i++) {
                String id = "refusing-" + i;
                environment.requests().publish(request(id));
                environment.outcomes().awaitCompleted(id);
            }
            Awaitility.await("refusals").until(() -> collector.calls() > 2);
            collector.respondsWith(200);
            environment.requests().publish(request("taking"));
            worker.process()
                    .await("spans are accepted again", Patience.LIMIT, () -> taken(worker) == 1);
            assertThat(worker.log().lines())
                    .filteredOn(line -> line.contains("span") || line.contains("ERROR"))
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("does not accept spans", "HTTP 400");
        }
    }

    private static long taken(WorkerProcess worker) {
        return worker.log()
                .lines()
                .filter(line -> line.contains("spans are accepted again"))
                .count();
    }

    @Test
    void a_collector_that_hangs_holds_up_neither_jobs_nor_the_end() throws IOException {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                WorkerProcess worker =
                        environment.worker(
                                "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                                        + hanging.getLocalPort()
                                        + "/v1/traces",
                                "--management.otlp.metrics.export.enabled=true",
                                "--management.otlp.metrics.export.url=http://127.0.0.1:"
                                        + hanging.getLocalPort()
                                        + "/v1/metrics")) {
            environment.requests().publish(request("held-up"));
            environment.outcomes().awaitCompleted("held-up");
            worker.process().terminate();
            assertThat(worker.process().awaitExit(Patience.LIMIT)).isZero();
        }
    }
}
