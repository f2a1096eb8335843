package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Chapter;
import io.panoptoupload.messages.Creator;
import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests of a frozen journal that are more than one plain file. */
record FrozenRequests(Captures captures) {
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    UploadRequest withDeadline(String job) {
        return Requests.builder(job, captures.write(job + ".mp4", 1000))
                .options(new Options(Priority.LOW, null, inAnHour()))
                .build();
    }

    UploadRequest waiting(String job) {
        return Requests.builder(job, captures.write(job + ".mp4", 1000))
                .options(new Options(Priority.NORMAL, inAnHour(), null))
                .build();
    }

    UploadRequest moreStreams(String job, String session) {
        return UploadRequest.builder(job)
                .addToSession(session)
                .streams(
                        List.of(
                                Stream.of(source(job + "-screen.mp4", 1000), Role.SECONDARY),
                                Stream.of(source(job + "-board.mp4", 1001), Role.SECONDARY)))
                .build();
    }

    UploadRequest withOptionalSlides(String job) {
        return Requests.builder(job, captures.write(job + ".mp4", 1000))
                .slides(
                        List.of(
                                new Slides(
                                        source(job + ".pdf", 500), Duration.ZERO, List.of(), true)))
                .build();
    }

    /** That one job's trace goes on in its events. */
    ProducerRecord<byte[], byte[]> traced(String job) {
        UploadRequest request = Requests.of(job, captures.write(job + ".mp4", 1000));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS, job.getBytes(UTF_8), Requests.bytes(request));
        record.headers().add("traceparent", TRACE.getBytes(UTF_8));
        return record;
    }

    /** With everything that a request can say, and of extensions the kinds of values there are. */
    UploadRequest everything(String job) {
        return Requests.builder(job)
                .description("Shortest paths: <Dijkstra> & when")
                .recordedAt(OffsetDateTime.parse("2026-11-23T09:00:00+01:00"))
                .creator(new Creator("Ada", "Byron", "a.byron@uni.example"))
                .tags(List.of("algorithms", "winter 2026"))
                .streams(List.of(camera(job), screen(job)))
                .slides(List.of(slides(job)))
                .images(
                        List.of(
                                new Image(
                                        source(job + "-board.png", 300),
                                        Duration.ofMinutes(1),
                                        "Board",
                                        "Before it was wiped",
                                        "https://uni.example/board")))
                .cuts(List.of(new Cut(Duration.ZERO, Duration.ofSeconds(30))))
                .thumbnail(new Thumbnail(source(job + "-thumb.jpg", 200), null))
                .attachments(
                        List.of(
                                new Attachment(
                                        source(job + "-sheet.pdf", 400),
                                        "application/pdf",
                                        "Sheet 12.pdf")))
                .access(Access.ORGANIZATION)
                .options(new Options(Priority.HIGH, inAnHour(), null))
                .extensions(extensions())
                .build();
    }

    private static Map<String, Object> extensions() {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("room", "LT1 – große Aula");
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("z", List.of(1, 2.5, true));
        nested.put("a", Map.of("k", "v"));
        extensions.put("nested", nested);
        extensions.put("big", 12_345_678_901_234L);
        extensions.put("small", 1.0e-7);
        extensions.put("none", null);
        return extensions;
    }

    private Stream camera(String job) {
        return new Stream(
                source(job + "-camera.mp4", 1000),
                Role.PRIMARY,
                Duration.ZERO,
                "Camera",
                List.of(
                        new Chapter(
                                Duration.ofMinutes(12),
                                "Dijkstra",
                                "With an example",
                                "https://uni.example/dijkstra")),
                List.of(new Cut(Duration.ofMinutes(44), Duration.ofMillis(615_500))),
                List.of(new Caption(source(job + ".vtt", 100), "en-US", true, "by machine")));
    }

    private Stream screen(String job) {
        return new Stream(
                source(job + "-screen.mp4", 1001),
                Role.SECONDARY,
                Duration.ofMillis(3200),
                null,
                List.of(),
                List.of(),
                List.of());
    }

    private Slides slides(String job) {
        return new Slides(
                source(job + ".pdf", 500),
                Duration.ofMillis(3200),
                List.of(
                        new SlideChange(
                                Duration.ZERO, 1, "Paths", "Overview", "https://uni.example/1")),
                false);
    }

    private Source source(String name, long size) {
        return Source.of(captures.write(name, size).toUri().toString());
    }

    private static Instant inAnHour() {
        return Instant.ofEpochSecond(Instant.now().getEpochSecond()).plusSeconds(3600);
    }
}
