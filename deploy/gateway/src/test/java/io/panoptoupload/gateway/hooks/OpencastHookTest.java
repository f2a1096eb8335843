package io.panoptoupload.gateway.hooks;

import static io.panoptoupload.gateway.hooks.HookFixture.FOLDER;
import static io.panoptoupload.gateway.hooks.HookFixture.OTHER;
import static io.panoptoupload.gateway.hooks.HookFixture.SECRET;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.gateway.wire.RawServer;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.ErrorResponseException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class OpencastHookTest {
    private static final String ID = "a50e7dd7-0f4a-4b4c-a1a9-4f6a2a1b3c4d";

    private static final int CALLS = 5;

    @TempDir Path directory;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer opencast;
    private HookFixture it;

    @BeforeEach
    void open() throws Exception {
        it = new HookFixture(directory);
        opencast =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        opencast.createContext("/", this::asked);
        opencast.start();
    }

    @AfterEach
    void stop() {
        opencast.stop(0);
    }

    private void asked(HttpExchange exchange) throws IOException {
        asked.add(
                exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] body = HookFixture.recorded("opencast-event.json");
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private OpencastHook hook(String mapping) throws IOException {
        return new OpencastHook(
                it.hooks(
                        mapping,
                        URI.create(
                                "http://localhost:%d/"
                                        .formatted(opencast.getAddress().getPort()))));
    }

    @Test
    void an_opencast_whose_response_cannot_be_parsed_leaves_no_connection_open() throws Exception {
        try (RawServer garbage = new RawServer(RawServer.NO_HTTP)) {
            OpencastHook hook =
                    new OpencastHook(
                            it.hooks("{\"default\": \"%s\"}".formatted(FOLDER), garbage.uri()));
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> hook.called(SECRET, ID))
                        .satisfies(fault -> assertStatus(fault, 503));
            }
            await().atMost(Patience.LIMIT).until(() -> garbage.ended() == CALLS);
        }
    }

    @Test
    void a_published_event_becomes_one_request_with_the_best_of_its_tracks() throws Exception {
        hook("{\"rooms\": {\"LT1\": \"%s\"}}".formatted(FOLDER)).called(SECRET, ID);

        assertThat(asked)
                .containsExactly(
                        "/api/events/" + ID + "?withpublications=true Basic cmVhZGVyOnA0c3N3MHJk");
        UploadRequest request = it.taken.getFirst();
        assertThat(request.requestId()).isEqualTo("opencast-" + ID);
        assertThat(request.title()).isEqualTo("Algorithms, week 12");
        assertThat(request.recordedAt()).isEqualTo("2026-11-23T09:00:00Z");
        assertThat(request.streams())
                .extracting(
                        stream -> stream.source().uri(),
                        stream -> stream.source().sizeBytes(),
                        stream -> stream.role(),
                        stream -> stream.source().credential())
                .containsExactly(
                        tuple(
                                "https://oc.uni.example/static/camera-1080.mp4",
                                null,
                                Role.PRIMARY,
                                "oc"),
                        tuple(
                                "https://oc.uni.example/static/screen-1080.mp4",
                                200000002L,
                                Role.SECONDARY,
                                "oc"));
    }

    @Test
    void a_series_says_more_than_a_room_and_that_more_than_the_default() throws Exception {
        hook("""
        {"series": {"4fd0ef66-aea5-4b7a-a62a-a4ada0eafd6f": "%s"}, "rooms": {"LT1": "%s"}}
        """
                        .formatted(FOLDER, OTHER))
                .called(SECRET, ID);
        hook("{\"rooms\": {\"LT2\": \"%s\"}, \"default\": \"%s\"}".formatted(FOLDER, OTHER))
                .called(SECRET, ID);
        assertThat(it.taken).extracting(UploadRequest::folderId).containsExactly(FOLDER, OTHER);
    }

    @Test
    void an_event_without_a_folder_is_unprocessable_and_counted() throws Exception {
        OpencastHook hook = hook("{\"rooms\": {\"LT2\": \"%s\"}}".formatted(FOLDER));
        assertThatThrownBy(() -> hook.called(SECRET, ID))
                .satisfies(fault -> assertStatus(fault, 422));
        assertThat(it.counted("opencast", "unmapped")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"500", "401", "404", "302"})
    void an_opencast_that_does_not_respond_is_asked_when_it_calls_again(int code) throws Exception {
        status = code;
        OpencastHook hook = hook("{\"default\": \"%s\"}".formatted(FOLDER));
        assertThatThrownBy(() -> hook.called(SECRET, ID))
                .satisfies(fault -> assertStatus(fault, 503));
        assertThat(asked).hasSize(1);
        assertThat(it.taken).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, , a50e7dd7",
        "401, the secret of the hool, a50e7dd7",
        "400, the secret of the hook, ",
        "400, the secret of the hook, ../users",
        "400, the secret of the hook, a/b"
    })
    void a_call_without_the_secret_or_an_id_asks_nobody(
            int status, @Nullable String token, @Nullable String id) throws Exception {
        OpencastHook hook = hook("{\"default\": \"%s\"}".formatted(FOLDER));
        assertThatThrownBy(() -> hook.called(token, id))
                .satisfies(fault -> assertStatus(fault, status));
        assertThat(asked).isEmpty();
    }

    private static void assertStatus(Throwable fault, int status) {
        assertThat(fault).isInstanceOf(ErrorResponseException.class);
        assertThat(((ErrorResponseException) fault).getStatusCode().value()).isEqualTo(status);
    }
}
