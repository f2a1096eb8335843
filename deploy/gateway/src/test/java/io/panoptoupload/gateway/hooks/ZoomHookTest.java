package io.panoptoupload.gateway.hooks;

import static io.panoptoupload.gateway.hooks.HookFixture.FOLDER;
import static io.panoptoupload.gateway.hooks.HookFixture.OTHER;
import static io.panoptoupload.gateway.hooks.HookFixture.SECRET;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.ErrorResponseException;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class ZoomHookTest {
    private static final String MAPPED =
            "{\"meetings\": {\"875 6533 0005\": \"%s\"}, \"default\": \"%s\"}"
                    .formatted(FOLDER, OTHER);

    @TempDir Path directory;
    private HookFixture it;
    private ZoomHook hook;

    @BeforeEach
    void open() throws Exception {
        it = new HookFixture(directory);
        hook = new ZoomHook(it.hooks(MAPPED, null));
    }

    @Test
    void a_completed_recording_becomes_one_request_with_its_speaker_and_its_screen()
            throws Exception {
        byte[] body = HookFixture.recorded("zoom-recording-completed.json");

        Map<String, String> response = hook.called(signed(body));

        assertThat(it.taken).hasSize(1);
        UploadRequest request = it.taken.getFirst();
        assertThat(response).containsEntry("requestId", request.requestId());
        assertThat(request.requestId()).matches("zoom-[0-9a-f]{32}");
        assertThat(request.folderId()).isEqualTo(FOLDER);
        assertThat(request.title()).isEqualTo("Algorithms, week 12");
        assertThat(request.recordedAt()).isEqualTo("2026-11-23T09:00:05Z");
        assertThat(request.streams())
                .extracting(
                        stream -> stream.source().uri().replaceFirst(".*download/", ""),
                        stream -> stream.source().sizeBytes(),
                        stream -> stream.role(),
                        stream -> stream.start())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "speaker-1/token", 150000001L, Role.PRIMARY, Duration.ZERO),
                        org.assertj.core.groups.Tuple.tuple(
                                "speaker-2/token",
                                120000002L,
                                Role.PRIMARY,
                                Duration.ofMinutes(50)),
                        org.assertj.core.groups.Tuple.tuple(
                                "screen/token", 80000003L, Role.SECONDARY, Duration.ZERO));
        assertThat(request.streams())
                .allSatisfy(stream -> assertThat(stream.source().credential()).isEqualTo("zoom"));
        assertThat(request.toString()).doesNotContain("s3cret", "a-token-that-stays-here");
    }

    @Test
    void a_call_that_zoom_repeats_is_the_same_request() throws Exception {
        byte[] body = HookFixture.recorded("zoom-recording-completed.json");
        hook.called(signed(body));
        hook.called(signed(body));
        assertThat(it.taken.getFirst()).isEqualTo(it.taken.getLast());
        assertThat(it.counted("zoom", "accepted")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "shared_screen_with_speaker_view, PRIMARY",
        "gallery_view, PRIMARY",
        "active_speaker, PRIMARY",
        "shared_screen, PRIMARY",
        "audio_only, AUDIO"
    })
    void the_one_view_that_there_is_becomes_the_only_stream(String type, Role role)
            throws Exception {
        String body =
                """
                {"event":"recording.completed","payload":{"object":{"id":1,"uuid":"u","recording_files":[
                {"recording_type":"%s","download_url":"https://uni.zoom.us/x","status":"completed"},
                {"recording_type":"timeline","download_url":"https://uni.zoom.us/y","status":"completed"}]}}}
                """
                        .formatted(type);
        hook.called(signed(body.getBytes(UTF_8)));
        assertThat(it.taken.getFirst().streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.role()).isEqualTo(role));
        assertThat(it.taken.getFirst().folderId()).isEqualTo(OTHER);
    }

    @Test
    void a_challenge_is_met_if_it_is_signed() throws Exception {
        byte[] body = HookFixture.recorded("zoom-url-validation.json");

        assertThat(hook.called(signed(body)))
                .containsEntry("plainToken", "qgg8vlvZRS6UYooatFL8Aw")
                .containsEntry("encryptedToken", hmac("qgg8vlvZRS6UYooatFL8Aw"));
        assertThatThrownBy(() -> hook.called(call(body, now(), "v0=00")))
                .satisfies(fault -> assertStatus(fault, 401));
    }

    /** Its response would be a signature for whatever the token says. */
    @Test
    void a_challenge_that_is_a_text_to_be_signed_is_not_met() {
        byte[] body =
                "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"v0:1:{}\"}}"
                        .getBytes(UTF_8);
        assertThatThrownBy(() -> hook.called(signed(body)))
                .satisfies(fault -> assertStatus(fault, 400));
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -86_400})
    void a_signature_is_good_for_five_minutes(long seconds) throws Exception {
        byte[] body = HookFixture.recorded("zoom-recording-completed.json");
        String timestamp = Long.toString(Long.parseLong(now()) + seconds);
        assertThatThrownBy(() -> hook.called(call(body, timestamp, signature(timestamp, body))))
                .satisfies(fault -> assertStatus(fault, 401));
        assertThat(it.taken).isEmpty();
        assertThat(it.counted("zoom", "refused")).isEqualTo(1);
    }

    @Test
    void nothing_but_the_very_body_is_signed() throws Exception {
        byte[] body = HookFixture.recorded("zoom-recording-completed.json");
        byte[] other = body.clone();
        other[body.length / 2]++;
        String timestamp = now();
        assertThatThrownBy(() -> hook.called(call(other, timestamp, signature(timestamp, body))))
                .satisfies(fault -> assertStatus(fault, 401));
        assertThatThrownBy(() -> hook.called(new MockHttpServletRequest()))
                .satisfies(fault -> assertStatus(fault, 401));
    }

    @Test
    void a_meeting_without_a_folder_is_unprocessable_and_counted() throws Exception {
        ZoomHook strict = new ZoomHook(it.hooks("{\"meetings\": {}}", null));
        byte[] body = HookFixture.recorded("zoom-recording-completed.json");
        assertThatThrownBy(() -> strict.called(signed(body)))
                .satisfies(fault -> assertStatus(fault, 422));
        assertThat(it.counted("zoom", "unmapped")).isEqualTo(1);
    }

    @Test
    void a_recording_without_media_needs_no_folder() throws Exception {
        ZoomHook strict = new ZoomHook(it.hooks("{\"meetings\": {}}", null));
        strict.called(
                signed(
                        "{\"event\":\"recording.completed\",\"payload\":{\"object\":{\"id\":1,\"uuid\":\"u\"}}}"
                                .getBytes(UTF_8)));
        assertThat(it.counted("zoom", "ignored")).isEqualTo(1);
        assertThat(it.counted("zoom", "unmapped")).isZero();
    }

    @Test
    void other_events_and_recordings_without_media_are_none_of_its_business() throws Exception {
        hook.called(signed("{\"event\":\"meeting.started\"}".getBytes(UTF_8)));
        hook.called(
                signed(
                        "{\"event\":\"recording.completed\",\"payload\":{\"object\":{\"id\":1,\"uuid\":\"u\"}}}"
                                .getBytes(UTF_8)));
        assertThat(it.taken).isEmpty();
        assertThat(it.counted("zoom", "ignored")).isEqualTo(2);
    }

    @Test
    void a_body_beyond_any_that_zoom_sends_is_not_read() {
        byte[] large = new byte[HookCalls.MAX_BODY + 1];
        assertThatThrownBy(() -> hook.called(signed(large)))
                .satisfies(fault -> assertStatus(fault, 413));
    }

    static void assertStatus(Throwable fault, int status) {
        assertThat(fault).isInstanceOf(ErrorResponseException.class);
        assertThat(((ErrorResponseException) fault).getStatusCode().value()).isEqualTo(status);
    }

    static String now() {
        return Long.toString(Instant.now().getEpochSecond());
    }

    static MockHttpServletRequest signed(byte[] body) throws Exception {
        String timestamp = now();
        return call(body, timestamp, signature(timestamp, body));
    }

    static MockHttpServletRequest call(byte[] body, String timestamp, String signature) {
        MockHttpServletRequest call = new MockHttpServletRequest("POST", "/hooks/zoom");
        call.setContent(body);
        call.addHeader(ZoomHook.TIMESTAMP, timestamp);
        call.addHeader(ZoomHook.SIGNATURE, signature);
        return call;
    }

    private static String signature(String timestamp, byte[] body) throws Exception {
        return "v0=" + hmac("v0:" + timestamp + ":" + new String(body, UTF_8));
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }
}
