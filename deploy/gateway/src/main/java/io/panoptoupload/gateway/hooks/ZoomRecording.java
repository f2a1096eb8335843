package io.panoptoupload.gateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;
import io.panoptoupload.worker.request.ContentDigest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Zoom says of a recording that it has completed, as a request. Of its views the speaker and
 * the shared screen become two streams; without both, the one view that shows most becomes the only
 * stream; without any, the sound does.
 */
record ZoomRecording(JsonNode meeting) {
    private static final String SPEAKER = "active_speaker";
    private static final String SCREEN = "shared_screen";
    private static final List<String> VIEWS =
            List.of(
                    "shared_screen_with_speaker_view",
                    "shared_screen_with_speaker_view(CC)",
                    "shared_screen_with_gallery_view",
                    SPEAKER,
                    "speaker_view",
                    "gallery_view",
                    SCREEN);
    private static final String SOUND = "audio_only";
    private static final int MAX_TITLE = 255;

    private record File(String type, Instant start, String url, @Nullable Long size) {}

    String meetingId() {
        return meeting.path("id").asString("");
    }

    /** For the log: a topic may be long, and may hold anything. */
    String name() {
        return "meeting %s ('%s')".formatted(meetingId(), topic());
    }

    private String topic() {
        String topic = meeting.path("topic").asString("").strip();
        String title = topic.isEmpty() ? "Zoom meeting " + meetingId() : topic;
        return OneLine.beginning(title, MAX_TITLE);
    }

    /** The same for every call about this recording. */
    String requestId() {
        byte[] digest = ContentDigest.sha256().digest(uuid().getBytes(UTF_8));
        return "zoom-" + HexFormat.of().formatHex(digest, 0, 16);
    }

    private String uuid() {
        return meeting.path("uuid").asString("");
    }

    /** Whether Zoom names a file that can be uploaded. */
    boolean hasMedia() {
        return !streams("").isEmpty() && !uuid().isEmpty();
    }

    /**
     * The request, of a recording with media.
     *
     * @param credential of the workers, that opens the files
     */
    UploadRequest request(String folderId, String credential) {
        UploadRequestBuilder request =
                UploadRequest.builder(requestId())
                        .folderId(folderId)
                        .title(topic())
                        .streams(streams(credential))
                        .extensions(
                                Map.of("zoom", Map.of("meetingId", meetingId(), "uuid", uuid())));
        time(meeting.path("start_time"))
                .ifPresent(start -> request.recordedAt(start.atOffset(ZoneOffset.UTC)));
        return request.build();
    }

    private List<Stream> streams(String credential) {
        List<File> files = files();
        List<File> speaker = of(SPEAKER, files);
        List<File> screen = of(SCREEN, files);
        if (!speaker.isEmpty() && !screen.isEmpty()) {
            List<Stream> both = new ArrayList<>();
            Instant first = first(List.of(speaker.getFirst(), screen.getFirst()));
            speaker.forEach(file -> both.add(stream(file, Role.PRIMARY, first, credential)));
            screen.forEach(file -> both.add(stream(file, Role.SECONDARY, first, credential)));
            return both;
        }
        return java.util.stream.Stream.concat(VIEWS.stream(), java.util.stream.Stream.of(SOUND))
                .map(view -> of(view, files))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .map(found -> only(found, credential))
                .orElse(List.of());
    }

    private static List<Stream> only(List<File> found, String credential) {
        Instant first = first(found);
        return found.stream()
                .map(file ->
                        stream(
                                file,
                                file.type().equals(SOUND) ? Role.AUDIO : Role.PRIMARY,
                                first,
                                credential))
                .toList();
    }

    /** A meeting that was paused has several files of a view. */
    private static List<File> of(String type, List<File> files) {
        return files.stream()
                .filter(file -> file.type().equals(type))
                .sorted(Comparator.comparing(File::start))
                .toList();
    }

    private static Instant first(List<File> files) {
        return files.stream().map(File::start).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static Stream stream(File file, Role role, Instant first, String credential) {
        return new Stream(
                new Source(file.url(), file.size(), null, credential),
                role,
                Duration.between(first, file.start()),
                null,
                List.of(),
                List.of(),
                List.of());
    }

    private List<File> files() {
        List<File> files = new ArrayList<>();
        for (JsonNode each : meeting.path("recording_files")) {
            String url = withoutToken(each.path("download_url").asString(""));
            if (url.startsWith("https://")
                    && each.path("status").asString("completed").equals("completed")) {
                JsonNode size = each.path("file_size");
                files.add(
                        new File(
                                each.path("recording_type").asString(""),
                                time(each.path("recording_start")).orElse(Instant.EPOCH),
                                url,
                                size.canConvertToLong() && size.asLong() > 0
                                        ? size.asLong()
                                        : null));
            }
        }
        return files;
    }

    /** Some addresses carry a token that ends with the day; the credential opens them for good. */
    private static String withoutToken(String url) {
        return url.replaceFirst("([?&])access_token=[^&#]*&?", "$1").replaceFirst("[?&]$", "");
    }

    private static Optional<Instant> time(JsonNode text) {
        try {
            return Optional.of(Instant.parse(text.asString("")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
