package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.ConfirmedParts;
import io.panoptoupload.worker.transfer.Content;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.Transfers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class TransferFilesTest {
    private static final int MIB = 1024 * 1024;

    private final PermanentFault toLogin =
            PermanentFault.beforeTransfer(
                    ErrorCode.SOURCE_NOT_ALLOWED, "it is redirected to login.example");

    private final PermanentFault inCircle =
            PermanentFault.beforeTransfer(
                    ErrorCode.SOURCE_UNREADABLE, "it is redirected more than 5 times");

    private final FakeUploads panopto = new FakeUploads();
    private final FakeSender sender = new FakeSender();
    private TransferFiles transfer;
    private Path camera;
    private Path screen;
    private boolean page;
    private @Nullable PermanentFault redirect;

    @BeforeEach
    void files(@TempDir Path captures) throws IOException {
        camera = captures.resolve("camera.mp4");
        screen = captures.resolve("screen.mp4");
        try (RandomAccessFile file = new RandomAccessFile(camera.toFile(), "rw")) {
            file.setLength(12 * MIB);
        }
        Files.write(screen, "short".getBytes(UTF_8));
        transfer =
                new TransferFiles(
                        new UploadLookup(panopto.proof()),
                        new RecordingSources(
                                new Sources(Map.of("file", pageOr(captures))), 5 * MIB),
                        sender,
                        InstantSource.system());
    }

    @Test
    void sends_every_file_and_reports_each_the_last_with_the_end_of_the_stage()
            throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera, screen));
        StageResult.Done done = (StageResult.Done) transfer.run(context);
        assertThat(sender.sent).hasSize(2);
        assertThat(done.upload().files()).hasSize(2).allMatch(UploadFile::isTransferred);
        assertThat(done.upload().bytesTransferred()).isEqualTo(12 * MIB + 5);
        assertThat(done.drafts()).hasSize(1);
        assertThat(context.upload().files()).filteredOn(UploadFile::isTransferred).hasSize(1);
        assertThat(context.events)
                .filteredOn(OutcomeEvent.FileTransferred.class::isInstance)
                .hasSize(1);
    }

    /** Earlier versions do not know which names are in use, and would use them for other bytes. */
    @Test
    void names_the_files_of_a_chunked_upload_as_no_earlier_version_does()
            throws InterruptedException {
        Upload many = Upload.created(FakeUploads.ID, "Algorithms, week 12", 9);
        FakeStageContext context = new FakeStageContext(Lecture.of(camera, screen)).with(many);
        StageResult _ = transfer.run(context);
        assertThat(context.upload().files())
                .extracting(UploadFile::objectName)
                .allMatch(name -> name.matches("0[01]c-.*"));
    }

    @Test
    void records_all_parts_before_the_object_is_completed() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        StageResult _ = transfer.run(context);
        String name = context.upload().files().getFirst().objectName();
        assertThat(context.recorded).containsExactly(name, name, "parts [1, 2, 3]");
    }

    @Test
    void sends_only_the_parts_that_are_not_recorded() throws InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3);
        StageResult _ = transfer.run(context.again());
        assertThat(sender.sent).hasSize(2);
        assertThat(sender.sent.getLast()).endsWith(" parts [2]");
        assertThat(nameOf(sender.sent.getFirst())).isEqualTo(nameOf(sender.sent.getLast()));
    }

    @Test
    void records_what_was_confirmed_when_it_is_interrupted() {
        FakeStageContext context = interruptedAfter(2);
        assertThat(context.recorded.getLast()).isEqualTo("parts [2]");
    }

    @Test
    void records_what_was_confirmed_when_a_part_fails() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, parts, listener) -> {
            listener.started("multipart-1");
            FakeSender.confirm(parts, listener, 1, 5 * MIB);
            throw new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        });
        assertThatThrownBy(() -> transfer.run(context)).hasMessage("away");
        assertThat(context.recorded.getLast()).isEqualTo("parts [1]");
    }

    /** On a slow line all parts of a job arrive together, and the next ones a minute later. */
    @Test
    void records_parts_that_were_confirmed_together_before_the_next_one_is() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, parts, listener) -> {
            listener.started("multipart-1");
            FakeSender.confirm(parts, listener, 1, 5 * MIB);
            FakeSender.confirm(parts, listener, 2, 5 * MIB);
            listener.sending();
            assertThat(context.recorded).doesNotContain("parts [1, 2]");
            context.checkpointDue = true;
            listener.sending();
            listener.sending();
            throw new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        });
        assertThatThrownBy(() -> transfer.run(context)).hasMessage("away");
        assertThat(context.recorded).containsOnlyOnce("parts [1, 2]").endsWith("parts [1, 2]");
        assertThat(context.events).hasOnlyElementsOfType(OutcomeEvent.Progress.class).hasSize(1);
    }

    @Test
    void sends_a_source_that_changed_under_another_name_which_is_recorded_first()
            throws IOException, InterruptedException {
        FakeStageContext context = interruptedAfter(1);
        Files.write(camera, new byte[6 * MIB]);
        sender.scripts.add((_, name, content, parts, _) -> {
            assertThat(context.recorded.getLast()).isEqualTo(name);
            assertThat(parts.size()).isZero();
            return new SendOutcome.Sent(content.pin().sizeBytes(), 1);
        });
        StageResult _ = transfer.run(context.again());
        assertThat(nameOf(sender.sent.getLast())).isNotEqualTo(nameOf(sender.sent.getFirst()));
        assertThat(context.upload().files().getFirst().size()).isEqualTo(6 * MIB);
    }

    @Test
    void sends_a_file_whose_completion_was_refused_under_another_name()
            throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, _, _) -> new SendOutcome.InDoubt("no such upload"));
        assertThat(transfer.run(context)).isInstanceOf(StageResult.Done.class);
        assertThat(panopto.calls).containsExactly("GET upload-1", "GET upload-1");
        assertThat(sender.sent.getLast()).endsWith(" parts [1, 2, 3]");
        assertThat(nameOf(sender.sent.getLast())).isNotEqualTo(nameOf(sender.sent.getFirst()));
    }

    @Test
    void starts_over_when_the_upload_of_a_refused_completion_is_gone() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, _, _) -> {
            panopto.state = UploadState.DELETED;
            return new SendOutcome.InDoubt("no such upload");
        });
        assertThat(context.untilCertain(transfer))
                .isEqualTo(new StageResult.StartOver("state DELETED"));
    }

    @Test
    void starts_over_when_the_upload_expired_meanwhile() throws InterruptedException {
        panopto.state = UploadState.UPLOAD_CANCELLED;
        assertThat(new FakeStageContext(Lecture.of(camera)).untilCertain(transfer))
                .isEqualTo(new StageResult.StartOver("state UPLOAD_CANCELLED"));
        assertThat(sender.sent).isEmpty();
        assertThat(panopto.calls).hasSize(3);
    }

    @Test
    void keeps_what_is_confirmed_when_the_upload_only_seemed_to_be_gone()
            throws InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3).again();
        panopto.lies.add(Optional.empty());
        panopto.lies.add(Optional.of(UploadState.DELETED));
        assertThat(context.untilCertain(transfer)).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).endsWith(" parts [2]");
        assertThat(sender.sent).extracting(TransferFilesTest::nameOf).containsOnly("00-camera.mp4");
        assertThat(context.upload().endChecks()).isNull();
    }

    @Test
    void looks_when_storage_says_that_the_upload_expired() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, _, _) -> {
            panopto.state = null;
            throw new TransientFault(ErrorCode.UPLOAD_EXPIRED, "no such bucket", null);
        });
        assertThat(context.untilCertain(transfer)).isInstanceOf(StageResult.StartOver.class);
        FakeStageContext open = new FakeStageContext(Lecture.of(camera));
        panopto.state = UploadState.UPLOADING;
        sender.scripts.add((_, _, _, _, _) -> {
            throw new TransientFault(ErrorCode.UPLOAD_EXPIRED, "no such bucket", null);
        });
        assertThatThrownBy(() -> transfer.run(open)).hasMessage("no such bucket");
    }

    @Test
    void sends_a_file_that_storage_has_lost_under_another_name() throws InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3);
        sender.scripts.add((_, _, _, _, _) -> new SendOutcome.InDoubt("no such upload"));
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).endsWith(" parts [1, 2, 3]");
        assertThat(nameOf(sender.sent.getLast())).isNotEqualTo(nameOf(sender.sent.getFirst()));
    }

    @Test
    void keeps_what_is_confirmed_when_storage_refuses_it_a_few_times() throws InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3);
        refusedTimes(context, 3);
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).endsWith(" parts [2]");
        assertThat(sender.sent).extracting(TransferFilesTest::nameOf).containsOnly("00-camera.mp4");
    }

    @Test
    void gives_up_what_is_confirmed_when_storage_refuses_it_again_and_again()
            throws InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3);
        refusedTimes(context, 3);
        sender.scripts.add(TransferFilesTest::refused);
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).endsWith(" parts [1, 2, 3]");
        assertThat(nameOf(sender.sent.getLast())).isNotEqualTo(nameOf(sender.sent.getFirst()));
    }

    @Test
    void counts_refusals_again_after_a_part_that_was_taken() {
        FakeStageContext context = interruptedAfter(1);
        refusedTimes(context, 3);
        sender.scripts.add((_, _, _, parts, listener) -> {
            FakeSender.confirm(parts, listener, 2, 5 * MIB);
            context.parts.restore(2, "etag-2", 2);
            throw new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        });
        assertThatThrownBy(() -> transfer.run(context.again())).hasMessage("away");
        refusedTimes(context, 3);
        assertThat(sender.sent).extracting(TransferFilesTest::nameOf).containsOnly("00-camera.mp4");
    }

    private void refusedTimes(FakeStageContext context, int times) {
        for (int i = 0; i < times; i++) {
            sender.scripts.add(TransferFilesTest::refused);
            assertThatThrownBy(() -> transfer.run(context.again())).hasMessage("404");
        }
    }

    private static SendOutcome refused(
            S3Target target,
            String objectName,
            Content content,
            ConfirmedParts parts,
            Transfers.Listener listener) {
        throw new TransientFault(ErrorCode.UPLOAD_EXPIRED, "404", null);
    }

    @Test
    void restarts_no_file_for_ever() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        for (int i = 0; i < 30; i++) {
            sender.scripts.add((_, _, _, _, _) -> new SendOutcome.InDoubt("again"));
        }
        assertThatThrownBy(() -> transfer.run(context))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE))
                .hasMessageContaining("21 times")
                .hasMessageContaining("again")
                .hasMessageContaining("send a retry command");
        assertThat(sender.sent).hasSize(21);
    }

    @Test
    void calls_a_source_that_changes_each_time_a_changed_one() throws Exception {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        for (int i = 0; i < 20; i++) {
            sender.scripts.add((_, _, _, _, listener) -> {
                listener.started("multipart");
                return new SendOutcome.InDoubt("no such upload");
            });
        }
        sender.scripts.add((_, _, _, _, listener) -> {
            listener.started("multipart");
            throw new TransientFault(ErrorCode.SOURCE_CHANGED, "written on", null);
        });
        assertThatThrownBy(() -> transfer.run(context)).hasMessage("written on");
        assertThatThrownBy(() -> transfer.run(context.again()))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED))
                .hasMessageContaining("when the file no longer changes");
    }

    @Test
    void restarts_twice_if_storage_refuses_each_object_and_fails_with_its_words() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        PermanentFault refusal = new PermanentFault(ErrorCode.PANOPTO_REJECTED, "EntityTooSmall");
        for (int i = 0; i < 30; i++) {
            sender.scripts.add((_, _, _, _, _) -> new SendOutcome.InDoubt("refused", refusal));
        }
        assertThatThrownBy(() -> transfer.run(context)).isSameAs(refusal);
        assertThat(sender.sent).hasSize(3);
        assertThat(sender.sent).doesNotHaveDuplicates();
    }

    @Test
    void looks_at_the_deadline_before_each_file() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera, screen));
        sender.scripts.add((_, _, content, _, _) -> {
            context.late = new PermanentFault(ErrorCode.DEADLINE_EXCEEDED, "too late");
            return new SendOutcome.Sent(content.pin().sizeBytes(), 1);
        });
        assertThatThrownBy(() -> transfer.run(context)).hasMessage("too late");
        assertThat(sender.sent).hasSize(1);
    }

    @Test
    void reports_how_far_it_is_when_a_checkpoint_is_due() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera, screen));
        context.checkpointDue = true;
        StageResult _ = transfer.run(context);
        List<Double> percents =
                context.events.stream()
                        .filter(OutcomeEvent.Progress.class::isInstance)
                        .map(e -> ((OutcomeEvent.Progress) e).percent())
                        .toList();
        assertThat(percents).hasSize(4).isSorted().endsWith(100.0);
        assertThat(percents.getFirst()).isEqualTo(41.7);
    }

    @Test
    void goes_on_in_order_with_what_is_confirmed_when_only_the_mark_differs()
            throws IOException, InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3);
        Files.setLastModifiedTime(camera, FileTime.fromMillis(1));
        sender.scripts.add((_, _, content, _, _) -> {
            assertThat(content.pin().isDistrusted()).isTrue();
            assertThat(Pin.parse(context.upload().files().getFirst().pin()))
                    .as("recorded first")
                    .isEqualTo(content.pin());
            return new SendOutcome.Sent(content.pin().sizeBytes(), 1);
        });
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).isEqualTo("00-camera.mp4 parts [2]");
    }

    @Test
    void goes_on_in_order_at_once_when_ranges_or_marks_are_of_no_use() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, parts, listener) -> {
            listener.started("multipart-1");
            FakeSender.confirm(parts, listener, 1, 5 * MIB);
            throw TransientFault.readableInOrder(ErrorCode.SOURCE_UNREADABLE, "another range");
        });
        sender.scripts.add((_, _, content, parts, _) -> {
            assertThat(content.pin().isDistrusted()).isTrue();
            assertThat(parts.contains(1)).isTrue();
            return new SendOutcome.Sent(content.pin().sizeBytes(), 1);
        });
        assertThat(transfer.run(context)).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent).extracting(TransferFilesTest::nameOf).containsOnly("00-camera.mp4");
    }

    @Test
    void restarts_when_the_bytes_are_others_though_the_size_is_not()
            throws IOException, InterruptedException {
        FakeStageContext context = interruptedAfter(1);
        Files.setLastModifiedTime(camera, FileTime.fromMillis(1));
        sender.scripts.add((_, _, _, _, _) -> {
            throw new TransientFault(ErrorCode.SOURCE_CHANGED, "part 1 is another", null);
        });
        assertThatThrownBy(() -> transfer.run(context.again())).hasMessage("part 1 is another");
        sender.scripts.add((_, _, content, parts, _) -> {
            assertThat(content.pin().isDistrusted()).isFalse();
            assertThat(parts.size()).isZero();
            return new SendOutcome.Sent(content.pin().sizeBytes(), 1);
        });
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(nameOf(sender.sent.getLast())).isNotEqualTo("00-camera.mp4");
    }

    @Test
    void sends_no_page_in_the_place_of_a_recording() throws IOException {
        Files.writeString(camera, "<!DOCTYPE html><html><body>Sign in</body></html>");
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        assertThatThrownBy(() -> transfer.run(context))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                .hasMessageContaining("a web page, not a recording")
                .hasMessageContaining("requires a login");
        assertThat(sender.sent).isEmpty();
    }

    @Test
    void waits_for_a_recording_that_was_begun_while_a_page_is_in_its_place()
            throws IOException, InterruptedException {
        FakeStageContext context = interruptedAfter(1, 3);
        Path away = camera.resolveSibling("away.mp4");
        Files.move(camera, away);
        Files.writeString(camera, "<!DOCTYPE html><html><body>Sign in</body></html>");
        assertThatThrownBy(() -> transfer.run(context.again()))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE));
        Files.delete(camera);
        Files.move(away, camera);
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).isEqualTo("00-camera.mp4 parts [2]");
    }

    @Test
    void waits_while_the_page_makes_its_source_one_that_cannot_be_read() {
        FakeStageContext context = interruptedAfter(1, 3);
        page = true;
        assertThatThrownBy(() -> transfer.run(context.again())).isInstanceOf(TransientFault.class);
        assertThatThrownBy(() -> transfer.run(new FakeStageContext(Lecture.of(camera))))
                .isInstanceOf(PermanentFault.class);
    }

    @Test
    void waits_for_a_recording_that_was_begun_while_its_server_redirects_elsewhere()
            throws InterruptedException {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, parts, listener) -> {
            listener.started("multipart-1");
            FakeSender.confirm(parts, listener, 1, 5 * MIB);
            context.parts.restore(1, "etag-1", 1);
            throw toLogin;
        });
        assertWaits(context);
        assertThat(context.recorded.getLast()).isEqualTo("parts [1]");
        assertThat(context.upload().files().getFirst().multipartId()).isEqualTo("multipart-1");
        redirect = toLogin;
        assertWaits(context.again());
        redirect = inCircle;
        assertWaits(context.again());
        redirect = null;
        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);
        assertThat(sender.sent.getLast()).isEqualTo("00-camera.mp4 parts [2, 3]");
    }

    private void assertWaits(FakeStageContext context) {
        assertThatThrownBy(() -> transfer.run(context))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                .hasMessageContaining("redirected");
    }

    @Test
    void fails_at_a_redirect_elsewhere_before_anything_was_begun() {
        redirect = toLogin;
        assertThatThrownBy(() -> transfer.run(new FakeStageContext(Lecture.of(camera))))
                .isSameAs(toLogin);
    }

    @Test
    void waits_while_a_page_is_in_the_place_of_what_comes_after_a_file_that_is_sent() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera, screen));
        sender.scripts.add((_, _, content, _, _) -> {
            login(screen);
            return new SendOutcome.Sent(content.pin().sizeBytes(), 1);
        });
        assertThatThrownBy(() -> transfer.run(context)).isInstanceOf(TransientFault.class);
    }

    @Test
    void waits_while_a_page_is_in_the_place_of_what_is_to_be_read_in_order() {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, parts, listener) -> {
            listener.started("multipart-1");
            FakeSender.confirm(parts, listener, 1, 5 * MIB);
            page = true;
            throw TransientFault.readableInOrder(ErrorCode.SOURCE_UNREADABLE, "another range");
        });
        assertThatThrownBy(() -> transfer.run(context))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE));
        assertThat(context.upload().files().getFirst().multipartId()).isEqualTo("multipart-1");
    }

    private static void login(Path file) {
        try {
            Files.writeString(file, "<!DOCTYPE html><html><body>Sign in</body></html>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Sources.Scheme pageOr(Path captures) {
        FileSources files = new FileSources(List.of(captures));
        return (uri, credential) -> new PageForAWhile(files.at(uri, credential));
    }

    /** A file whose server shows a page that cannot be sent itself, as long as it does. */
    private final class PageForAWhile implements Source {
        private final Source file;

        PageForAWhile(Source file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public Pin pin() {
            throwIfRedirected();
            if (page) {
                throw new PermanentFault(ErrorCode.SOURCE_UNREADABLE, name() + " is compressed");
            }
            return file.pin();
        }

        @Override
        public LeadingBytes beginning() {
            throwIfRedirected();
            return page
                    ? LeadingBytes.of("text/html", "<html>Sign in".getBytes(UTF_8))
                    : file.beginning();
        }

        @Override
        public InputStream open(Pin pin, long offset, long length) throws IOException {
            return file.open(pin, offset, length);
        }
    }

    private void throwIfRedirected() {
        if (redirect != null) {
            throw redirect;
        }
    }

    private FakeStageContext interruptedAfter(int... numbers) {
        FakeStageContext context = new FakeStageContext(Lecture.of(camera));
        sender.scripts.add((_, _, _, parts, listener) -> {
            listener.started("multipart-1");
            for (int part : numbers) {
                FakeSender.confirm(parts, listener, part, 5 * MIB);
                context.parts.restore(part, "etag-" + part, part);
            }
            throw Interrupted.during("sending");
        });
        assertThatThrownBy(() -> transfer.run(context)).isInstanceOf(Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
        return context;
    }

    private static String nameOf(String sent) {
        return sent.substring(0, sent.indexOf(' '));
    }
}
