package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.gateway.it.GatewayProcess.Sent;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayIT {
    private static final String LECTURE =
            """
            {"requestId":"%s","folderId":"00000000-0000-0000-0000-000000000001",
             "title":"%s","streams":[{"source":{"uri":"file:///captures/a.mp4"}}]}\
            """;

    @TempDir private static Path directory;
    private TestKafka kafka;
    private GatewayProcess shared;
    private int started;

    @BeforeAll
    void start() throws Exception {
        kafka = TestKafka.in(directory);
        shared = gateway().awaitReady();
    }

    @AfterAll
    void stop() {
        shared.close();
        kafka.close();
    }

    @Test
    void what_got_202_is_in_the_topic_whoever_dies_then() throws Exception {
        String id = "a/b;c%d?..";
        try (GatewayProcess gateway = gateway().awaitReady()) {
            HttpResponse<String> response =
                    gateway.post("/api/v1/uploads", LECTURE.formatted(id, "Week 12"));
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.headers().firstValue("Location"))
                    .contains("/api/v1/uploads/a%2Fb%3Bc%25d%3F..");
            assertThat(gateway.get("/api/v1/uploads/a%2Fb%3Bc%25d%3F..").body())
                    .contains("\"state\":\"waiting\"", "\"title\":\"Week 12\"");
            assertThat(gateway.post("/api/v1/uploads", LECTURE.formatted(id, "Other")).statusCode())
                    .isEqualTo(409);
            gateway.process().kill9();
        }
        assertThat(kafka.requests())
                .anySatisfy(record -> {
                    assertThat(new String(record.key(), UTF_8)).isEqualTo(id);
                    assertThat(new String(record.value(), UTF_8)).contains("Week 12");
                    assertThat(record.headers().lastHeader("panopto-actor").value())
                            .isEqualTo("anonymous".getBytes(UTF_8));
                });
    }

    @Test
    void an_id_of_dots_is_found_where_its_location_says() throws Exception {
        HttpResponse<String> response =
                shared.post("/api/v1/uploads", LECTURE.formatted("..", "Week 12"));
        assertThat(response.statusCode()).isEqualTo(202);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/api/v1/uploads/%2E%2E");
        assertThat(shared.get(location).body()).contains("\"requestId\":\"..\"");
    }

    @Test
    void a_listener_gets_each_event_once_although_the_gateway_is_killed_in_between()
            throws Exception {
        List<Sent> heard;
        try (GatewayProcess gateway = gateway().awaitReady()) {
            publish(0, 20);
            heard = new ArrayList<>(gateway.listen("/api/v1/events", start(gateway), 15));
            gateway.process().kill9();
        }
        publish(20, 40);
        try (GatewayProcess gateway = gateway().awaitReady()) {
            String last = heard.getLast().id();
            heard.addAll(gateway.listen("/api/v1/events", last, 25));
        }
        assertThat(heard.stream().map(Sent::data))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(GatewayIT::event).toList());
    }

    @Test
    void a_bad_request_is_refused_field_by_field_and_a_large_one_unread() throws Exception {
        HttpResponse<String> invalid = shared.post("/api/v1/uploads", "{\"title\":7}");
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(invalid.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(invalid.body())
                .contains("{\"field\":\"requestId\",\"message\":\"is missing\"}")
                .contains("{\"field\":\"title\",\"message\":\"has to be a text\"}");
        assertThat(shared.post("/api/v1/uploads", " ".repeat(513 * 1024)).statusCode())
                .isEqualTo(413);
        HttpResponse<String> derived =
                shared.post(
                        "/api/v1/uploads",
                        LECTURE.formatted("", "Derived").replace("\"requestId\":\"\",", ""),
                        "Idempotency-Key",
                        "once");
        assertThat(derived.body()).contains("\"requestId\":\"key-");
        assertThat(shared.get("/api/v1/uploads/unknown").statusCode()).isEqualTo(404);
        assertThat(shared.post("/api/v1/uploads/unknown/cancel", "{}").statusCode()).isEqualTo(404);
        assertThat(
                        shared.post("/api/v1/uploads", "{}", "Origin", "https://elsewhere.example")
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void dead_letters_are_shown_with_their_reason_and_replayed_once() throws Exception {
        kafka.publish(deadLetter("lecture-7", "refused"));
        kafka.publish(deadLetter("too-large", null));
        assertThat(shared.get("/dead-letters").body())
                .contains("lecture-7", "INVALID_REQUEST: title is &lt;missing&gt;", "Replay…")
                .contains("too-large", "It was too large to be kept");
        assertThat(replay())
                .contains("1 dead letter(s) published again", "None waits to be replayed.");
        assertThat(kafka.requests())
                .filteredOn(record -> new String(record.key(), UTF_8).equals("lecture-7"))
                .singleElement()
                .satisfies(record -> {
                    assertThat(new String(record.value(), UTF_8)).isEqualTo("refused");
                    assertThat(record.headers())
                            .extracting(header -> header.key())
                            .containsExactly("sender", "panopto-actor");
                });
        assertThat(replay()).contains("0 dead letter(s) published again");
    }

    private String replay() throws Exception {
        try (Visitor operator = new Visitor(shared)) {
            return operator.submit("/dead-letters/replay", "Publish them again").body();
        }
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(String key, @Nullable String value) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        Topics.DEAD_LETTER,
                        key.getBytes(UTF_8),
                        value == null ? null : value.getBytes(UTF_8));
        letter.headers()
                .add("sender", "x".getBytes(UTF_8))
                .add(
                        Topics.DEAD_LETTER_REASON_HEADER,
                        "INVALID_REQUEST: title is <missing>".getBytes(UTF_8));
        return letter;
    }

    @Test
    void without_workers_the_page_says_so() throws Exception {
        GatewayProcess.await(() ->
                shared.get("/workers")
                        .body()
                        .contains("Partitions (" + TestKafka.PARTITIONS + ")"));
        GatewayProcess.await(() -> shared.get("/workers").body().contains("No worker runs."));
    }

    @Test
    void a_start_and_a_look_at_the_workers_warn_of_nothing() throws Exception {
        try (GatewayProcess gateway = gateway().awaitReady()) {
            GatewayProcess.await(() -> gateway.get("/workers").body().contains("No worker runs."));
            assertThat(gateway.process().outputSoFar()).doesNotContain(" WARN ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /{ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/7.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nLarge: %large%\r\n\r\n"
            })
    void what_is_no_request_gets_a_problem_that_names_no_server(String request) throws Exception {
        String response = shared.sendRaw(request.replace("%large%", "x".repeat(20_000)));
        assertThat(response)
                .matches("(?s)HTTP/1.1 [45].*")
                .contains("application/problem+json", "\"status\":")
                .doesNotContainIgnoringCase("tomcat", "html");
    }

    @Test
    void an_operator_sees_what_was_asked_for_refused_and_listened_to() throws Exception {
        try (GatewayProcess gateway = gateway().awaitReady()) {
            assertThat(gateway.metrics())
                    .contains(
                            "panopto_gateway_requests_total{command=upload,result=accepted} 0.0",
                            "panopto_gateway_requests_total{command=retry,result=failed} 0.0",
                            "panopto_gateway_listeners 0.0",
                            "panopto_gateway_listeners_cut_total{reason=slow} 0.0",
                            "panopto_gateway_listeners_refused_total 0.0",
                            "panopto_gateway_logins_failed_total{reason=password} 0.0",
                            "panopto_gateway_uploads{state=failed} 0.0",
                            "panopto_gateway_kafka_reachable 1.0",
                            "panopto_gateway_view_ready 1.0",
                            "panopto_gateway_view_lag 0.0")
                    .anyMatch(line -> line.matches("panopto_gateway_view_restore_seconds [\\d.]+"));
            gateway.post("/api/v1/uploads", LECTURE.formatted("counted", "Week 12"));
            gateway.post("/api/v1/uploads", LECTURE.formatted("counted", "Other"));
            gateway.post("/api/v1/uploads", "{}");
            gateway.post("/api/v1/uploads/unknown/cancel", "{}");
            try (InputStream _ = gateway.open("/api/v1/events")) {
                assertThat(gateway.metrics())
                        .contains(
                                "panopto_gateway_requests_total{command=upload,result=accepted} 1.0",
                                "panopto_gateway_requests_total{command=upload,result=conflict} 1.0",
                                "panopto_gateway_requests_total{command=upload,result=invalid} 1.0",
                                "panopto_gateway_requests_total{command=cancel,result=unknown} 1.0",
                                "panopto_gateway_uploads{state=waiting} 1.0",
                                "panopto_gateway_listeners 1.0");
            }
        }
    }

    @Test
    void a_worker_is_shown_by_its_name() {
        try (Consumer<byte[], byte[]> member = kafka.member("room-5")) {
            GatewayProcess.await(() -> {
                member.poll(Duration.ofMillis(200));
                return shared.get("/workers").body().contains(">room-5<");
            });
        }
    }

    /**
     * A change of the API shows as one of this file: curl the address and look at the difference.
     */
    @Test
    void the_api_is_as_it_is_published() throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        assertThat(json.readTree(shared.get("/v3/api-docs").body()))
                .isEqualTo(json.readTree(Path.of("openapi.json").toFile()));
    }

    private GatewayProcess gateway() {
        return GatewayProcess.start(
                directory.resolve("gateway-" + ++started + ".log"), kafka.bootstrapServers(), 0);
    }

    /** A position at the topic's beginning. */
    private static String start(GatewayProcess gateway) throws Exception {
        String id = gateway.listen("/api/v1/uploads/id-0/events", "", 1).getFirst().id();
        return id.substring(0, id.indexOf('.')) + ".0".repeat(TestKafka.PARTITIONS);
    }

    private void publish(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            kafka.publish(
                    new ProducerRecord<>(
                            Topics.OUTCOMES,
                            ("id-" + i % 7).getBytes(UTF_8),
                            event(i).getBytes(UTF_8)));
        }
    }

    private static String event(int number) {
        return "{\"type\":\"finalised\",\"requestId\":\"id-"
                + number % 7
                + "\",\"n\":"
                + number
                + "}";
    }
}
