package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Source;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.source.Purpose;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

class TransferProgressTest {
    private static final RecordingSources NONE =
            new RecordingSources(new Sources(Map.of()), 5 * 1024 * 1024);

    private final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);
    private Instant now = Instant.EPOCH;

    @Test
    void what_earlier_runs_sent_is_no_speed_of_this_one() {
        TransferProgress overall =
                new TransferProgress(
                        () -> now,
                        limit::get,
                        List.of(),
                        NONE,
                        context(Upload.created("upload-1", "Algorithms", 1)));
        overall.fileBegins(9_000);
        overall.file(9_500);
        now = now.plusSeconds(1);
        assertThat(speed(overall)).isEqualTo(500);
        overall.fileDone(10_000, 10_000);
        overall.fileBegins(0);
        overall.file(1_000);
        now = now.plusSeconds(1);
        assertThat(speed(overall)).isEqualTo((1_000 + 1_000) / 2);
    }

    @Test
    void a_share_is_reported_only_of_what_is_known() {
        Source known = new Source("known:a.mp4", null, null, null);
        Source said = new Source("unknown:b.mp4", 3_000L, null, null);
        Source unknown = new Source("unknown:c.mp4", null, null, null);
        RecordingSources sources =
                new RecordingSources(
                        new Sources(
                                Map.of(
                                        "known", (_, _) -> new PinnedSource(6_000),
                                        "unknown", (_, _) -> new PinnedSource(Pin.UNKNOWN_SIZE))),
                        5 * 1024 * 1024);
        Upload upload = Upload.created("upload-1", "Algorithms", 1);

        TransferProgress all =
                new TransferProgress(
                        () -> now, limit::get, named(known, said), sources, context(upload));
        all.fileDone(6_000, 6_000);
        assertThat(all.event(FakeStageContext.header(), "1.mp4", 0).percent()).isEqualTo(66.7);

        TransferProgress some =
                new TransferProgress(
                        () -> now, limit::get, named(known, unknown), sources, context(upload));
        some.fileDone(6_000, 6_000);
        OutcomeEvent.Progress progress = some.event(FakeStageContext.header(), "1.mp4", 0);
        assertThat(progress.bytesSent()).isEqualTo(6_000);
        assertThat(progress.bytesTotal()).isNull();
        assertThat(progress.percent()).isNull();
        some.fileDone(4_000, Pin.UNKNOWN_SIZE);
        assertThat(some.event(FakeStageContext.header(), "1.mp4", 0).percent()).isEqualTo(100.0);
    }

    @Test
    void the_limit_that_holds_is_said_while_there_is_one() {
        Upload upload = Upload.created("upload-1", "Algorithms", 1);
        TransferProgress overall =
                new TransferProgress(() -> now, limit::get, List.of(), NONE, context(upload));
        assertThat(overall.event(FakeStageContext.header(), "1.mp4", 0).bandwidthLimit()).isNull();
        limit.set(20_000_000);
        assertThat(overall.event(FakeStageContext.header(), "1.mp4", 0).bandwidthLimit())
                .isEqualTo(20_000_000);
    }

    @Test
    void bytes_count_as_they_leave_and_what_is_confirmed_is_told_apart() {
        Source video = new Source("known:a.mp4", null, null, null);
        RecordingSources sources =
                new RecordingSources(
                        new Sources(Map.of("known", (_, _) -> new PinnedSource(10_000))),
                        5 * 1024 * 1024);
        Upload upload = Upload.created("upload-1", "Algorithms", 1);
        TransferProgress overall =
                new TransferProgress(() -> now, limit::get, named(video), sources, context(upload));
        overall.fileBegins(1_000);
        now = now.plusSeconds(2);

        OutcomeEvent.Progress unconfirmed =
                overall.event(FakeStageContext.header(), "1.mp4", 3_000);
        assertThat(unconfirmed.bytesSent()).isEqualTo(4_000);
        assertThat(unconfirmed.bytesConfirmed()).isEqualTo(1_000);
        assertThat(unconfirmed.percent()).isEqualTo(40.0);
        assertThat(unconfirmed.bytesPerSecond()).isEqualTo(1_500);
        assertThat(unconfirmed.secondsLeft()).isEqualTo(4);

        overall.file(4_000);
        OutcomeEvent.Progress confirmed = overall.event(FakeStageContext.header(), "1.mp4", 0);
        assertThat(confirmed.bytesSent()).isEqualTo(4_000);
        assertThat(confirmed.bytesConfirmed()).isEqualTo(4_000);
    }

    @Test
    void a_page_that_is_attached_is_refused_for_good_for_what_else_is_wrong_with_it() {
        Source video = new Source("known:a.mp4", null, null, null);
        Source page = new Source("page:notes.html", null, null, null);
        RecordingSources sources =
                new RecordingSources(
                        new Sources(
                                Map.of(
                                        "known", (_, _) -> new PinnedSource(6_000),
                                        "page", (_, _) -> new CompressedPage())),
                        5 * 1024 * 1024);
        Upload begun =
                Upload.created("upload-1", "Algorithms", 2)
                        .with(
                                0,
                                new UploadFile(
                                        "1.mp4",
                                        0,
                                        6_000,
                                        "once ",
                                        6_000,
                                        "multipart",
                                        null,
                                        null));
        assertThatThrownBy(() ->
                        new TransferProgress(
                                () -> now,
                                limit::get,
                                List.of(
                                        new RecordingFiles.Named(video, Purpose.RECORDING, null),
                                        new RecordingFiles.Named(page, Purpose.ATTACHMENT, null)),
                                sources,
                                context(begun)))
                .isInstanceOf(PermanentFault.class);
    }

    /** An HTML file whose server compresses it. */
    private record CompressedPage() implements io.panoptoupload.worker.transfer.Source {
        @Override
        public String name() {
            return "notes.html";
        }

        @Override
        public Pin pin() {
            throw new PermanentFault(ErrorCode.SOURCE_UNREADABLE, "it is compressed");
        }

        @Override
        public LeadingBytes beginning() {
            return new LeadingBytes("text/html", "<!DOCTYPE html><html>");
        }

        @Override
        public InputStream open(Pin pin, long offset, long length) {
            throw new UnsupportedOperationException();
        }
    }

    private static List<RecordingFiles.Named> named(Source... sources) {
        return Stream.of(sources)
                .map(source -> new RecordingFiles.Named(source, Purpose.RECORDING, null))
                .toList();
    }

    private static long speed(TransferProgress overall) {
        OutcomeEvent.Progress progress = overall.event(FakeStageContext.header(), "0.mp4", 0);
        Long speed = progress.bytesPerSecond();
        return speed == null ? 0 : speed;
    }

    private static FakeStageContext context(Upload upload) {
        return new FakeStageContext(Lecture.of()).with(upload);
    }
}
