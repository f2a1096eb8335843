package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an operator sees of a worker before, during and after a job. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";

    /** Of them, every value is known beforehand. */
    private static final Set<String> LABELS =
            Set.of(
                    "application",
                    "code",
                    "le",
                    "level",
                    "limit",
                    "outcome",
                    "partition",
                    "period",
                    "result",
                    "stage",
                    "state");

    private final JsonMapper json = JsonMapper.builder().build();
    @AutoClose private TestEnvironment environment;
    private WorkerProcess worker;
    private Scrape start;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        worker =
                environment.worker(
                        "--logging.structured.format.console=ecs",
                        "--worker.total-bandwidth=00:00 512MB, Sun-12:00 512MB");
        start = Scrape.of(worker.metrics());
        Path file = TestFiles.write(environment.captures(), "seen.mp4", 12_000_000, 1);
        publish(Requests.of("seen", file));
        environment.outcomes().awaitCompleted("seen");
        publish(
                Requests.builder("presigned")
                        .streams(
                                List.of(
                                        Stream.of(
                                                Source.of("https://s3.example/a?sig=hidden-query"),
                                                Role.PRIMARY)))
                        .build());
        environment.outcomes().awaitEnd("presigned", OutcomeEvent.Rejected.class);
    }

    private void publish(UploadRequest request) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS, json.writeValueAsBytes(request));
        record.headers().add("traceparent", TRACEPARENT.getBytes(StandardCharsets.UTF_8));
        environment.requests().publish(record);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    panopto_upload_jobs | state | waiting,transferring,parked,processing
                    panopto_upload_jobs_finished_total | outcome | completed,failed,cancelled
                    panopto_upload_stage_seconds_count | stage | create,transfer,manifest,finalise,processing
                    panopto_upload_stage_seconds_sum | stage | create,transfer,manifest,finalise,processing
                    panopto_upload_stage_seconds_bucket | stage | create,transfer,manifest,finalise,processing
                    panopto_upload_bytes_total | - | -
                    panopto_upload_parts_total | result | confirmed,retried,failed
                    panopto_upload_retries_total | stage | create,transfer,manifest,finalise,processing
                    panopto_upload_retries_total | level | immediate,parked
                    panopto_upload_oldest_job_seconds | - | -
                    panopto_upload_stalled_jobs | - | -
                    panopto_upload_fenced_total | - | -
                    panopto_upload_rate_limited_seconds_total | - | -
                    """)
    void before_any_work_every_series_is_there_at_zero(String name, String label, String values) {
        assertThat(start.named(name))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.value()).as("%s", sample).isZero());
        if (!label.equals("-")) {
            assertThat(start.values(name, label))
                    .isEqualTo(new TreeSet<>(List.of(values.split(",", -1))));
        }
    }

    @Test
    void refusals_of_every_code_are_there_at_zero() {
        String name = "panopto_upload_rejected_total";
        assertThat(start.values(name, "code"))
                .containsAll(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        assertThat(start.named(name))
                .allSatisfy(sample -> assertThat(sample.value()).as("%s", sample).isZero());
    }

    @Test
    void what_a_worker_has_from_the_start_is_reported_from_the_start() {
        assertThat(start.values("panopto_upload_slots", "state")).containsExactly("free", "used");
        assertThat(start.values("panopto_upload_partitions", "state"))
                .containsExactly("open", "opening");
        assertThat(start.values("panopto_upload_token_refreshes_total", "result"))
                .contains("success", "failure");
        assertThat(start.samples())
                .extracting(Scrape.Sample::name)
                .anyMatch(name -> name.startsWith("panopto_upload_restore_seconds"));
    }

    @Test
    void it_counts_the_workers_that_share_with_it_and_shows_its_limits() {
        await().untilAsserted(() -> assertThat(now("panopto_upload_group_members")).isEqualTo(1));
        assertThat(now("panopto_upload_bandwidth_limit_bytes")).isEqualTo(512.0 * 1024 * 1024);
        assertThat(start.values("panopto_upload_rate_limit_calls", "period"))
                .containsExactly("hour", "minute", "second");
    }

    private double now(String name) {
        return Scrape.of(worker.metrics()).named(name).iterator().next().value();
    }

    @Test
    void no_label_holds_an_id_and_work_adds_no_series() {
        Scrape end = Scrape.of(worker.metrics());
        assertThat(end.labels()).isSubsetOf(LABELS);
        assertThat(keys(end)).isEqualTo(keys(start));
    }

    private static Set<String> keys(Scrape scrape) {
        return scrape.samples().stream()
                .map(sample -> sample.name() + sample.labels())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_line_is_json_and_a_jobs_lines_name_the_request_and_its_trace() {
        List<JsonNode> lines = lines();
        assertThat(lines).allMatch(line -> line.has("@timestamp") && line.has("message"));
        assertThat(of("seen", lines))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.path("traceId").asString("")).isEqualTo(TRACE);
                    assertThat(line.path("spanId").asString("")).isEqualTo(SPAN);
                });
    }

    @Test
    void a_job_is_reported_in_one_line_for_each_change_of_its_state() {
        assertThat(of("seen", lines()))
                .extracting(line -> line.path("message").asString(""))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("accepted (attempt 1)"),
                        line -> assertThat(line).isEqualTo("ACCEPTED → CREATED (attempt 1)"),
                        line -> assertThat(line).isEqualTo("CREATED → TRANSFERRED (attempt 1)"),
                        line -> assertThat(line).isEqualTo("TRANSFERRED → MANIFESTED (attempt 1)"),
                        line -> assertThat(line).isEqualTo("MANIFESTED → ARMED (attempt 1)"),
                        line -> assertThat(line).isEqualTo("ARMED → PROCESSING (attempt 1)"),
                        line -> assertThat(line).startsWith("completed: session "));
        assertThat(of("presigned", lines()))
                .extracting(line -> line.path("message").asString(""))
                .singleElement()
                .asString()
                .startsWith("rejected: SOURCE_NOT_ALLOWED ");
    }

    @Test
    void the_log_holds_no_secret() {
        assertThat(worker.log())
                .doesNotContainIgnoringCase("demo-secret", "demo-password", "bearer", "basic ")
                .doesNotContain("/Panopto/Upload/", "hidden-query", "uploadId=", "?");
    }

    private List<JsonNode> lines() {
        return worker.log().lines().map(json::readTree).toList();
    }

    private static List<JsonNode> of(String requestId, List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.path("requestId").asString("").equals(requestId))
                .toList();
    }

    @Test
    void nothing_sends_spans_or_metrics_unless_a_property_says_where_to() {
        assertThat(worker.threads())
                .contains("\"jobs\"")
                .doesNotContainIgnoringCase("SpanProcessor", "otlp", "LogRecordProcessor");
    }
}
