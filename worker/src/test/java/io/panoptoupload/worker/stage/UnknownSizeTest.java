package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.PartPlan;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.SendOutcome;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Files whose size is unknown before they have been read. */
class UnknownSizeTest {
    private static final int PART = PartPlan.MAX_PART;
    private static final long SIZE = PART + 5L;

    private PinnedSource source = new PinnedSource(Pin.UNKNOWN_SIZE);
    private final FakeUploads panopto = new FakeUploads();
    private final FakeSender sender = new FakeSender();
    private final TransferFiles transfer =
            new TransferFiles(
                    new UploadLookup(panopto.proof()),
                    new RecordingSources(
                            new Sources(Map.of("web", (_, _) -> source)), () -> PartPlan.MIN_PART),
                    sender,
                    InstantSource.system());

    @Test
    void have_the_largest_parts_and_the_size_that_shows_at_the_end() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(lecture(null));
        sender.scripts.add((_, _, content, parts, listener) -> {
            assertThat(content.plan().partSize()).isEqualTo(PART);
            listener.started("multipart-1");
            FakeSender.confirm(parts, listener, 1, PART);
            FakeSender.confirm(parts, listener, 2, 5);
            listener.allConfirmed();
            assertThat(context.recorded.getLast()).isEqualTo("parts [1, 2]");
            return new SendOutcome.Sent(SIZE, 0xbeef);
        });

        StageResult.Done done = (StageResult.Done) transfer.run(context);

        assertThat(done.upload().bytesTransferred()).isEqualTo(SIZE);
        assertThat(context.events)
                .filteredOn(OutcomeEvent.Progress.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    OutcomeEvent.Progress progress = (OutcomeEvent.Progress) event;
                    assertThat(progress.bytesSent()).isEqualTo(SIZE);
                    assertThat(progress.percent()).isNull();
                });
    }

    @Test
    void are_planned_by_what_the_requester_says_if_it_says_it() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(lecture(SIZE));
        context.checkpointDue = true;

        assertThat(transfer.run(context)).isInstanceOf(StageResult.Done.class);

        assertThat(sender.sent.getFirst()).endsWith(" parts [1, 2, 3, 4, 5]");
        OutcomeEvent.Progress first = (OutcomeEvent.Progress) context.events.getFirst();
        assertThat(first.bytesTotal()).isEqualTo(SIZE);
        assertThat(first.percent()).isEqualTo(21.0);
    }

    @Test
    void show_that_they_are_alive_while_they_are_only_read_again() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(lecture(null));
        context.checkpointDue = true;
        sender.scripts.add((_, _, _, _, listener) -> {
            listener.readAgain();
            assertThat(context.events).singleElement().isInstanceOf(OutcomeEvent.Progress.class);
            return new SendOutcome.Sent(SIZE, 0xbeef);
        });

        assertThat(transfer.run(context)).isInstanceOf(StageResult.Done.class);
    }

    @Test
    void show_that_they_are_alive_while_a_part_takes_long() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(lecture(null));
        sender.scripts.add((_, _, _, _, listener) -> {
            listener.moving();
            assertThat(context.events).isEmpty();
            context.checkpointDue = true;
            listener.begins(() -> 7_000);
            listener.moving();
            assertThat(context.events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            OutcomeEvent.Progress.class,
                            progress -> {
                                assertThat(progress.bytesSent()).isEqualTo(7_000);
                                assertThat(progress.bytesConfirmed()).isZero();
                            });
            return new SendOutcome.Sent(SIZE, 0xbeef);
        });

        assertThat(transfer.run(context)).isInstanceOf(StageResult.Done.class);
    }

    @Test
    void restart_when_other_bytes_come_under_the_same_pin() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(lecture(null));
        sender.scripts.add((_, _, _, _, listener) -> {
            listener.started("multipart-1");
            throw new TransientFault(ErrorCode.SOURCE_CHANGED, "other bytes", null);
        });
        assertThatThrownBy(() -> transfer.run(context)).hasMessage("other bytes");
        String before = context.upload().files().getFirst().objectName();
        sender.scripts.add((_, name, _, parts, _) -> {
            assertThat(context.recorded.getLast()).isEqualTo(name);
            assertThat(parts.multipartId()).isNull();
            return new SendOutcome.Sent(SIZE, 0xbeef);
        });

        assertThat(transfer.run(context.again())).isInstanceOf(StageResult.Done.class);

        assertThat(context.upload().files().getFirst().objectName()).isNotEqualTo(before);
        assertThat(context.upload().files().getFirst().restarts()).isEqualTo(1);
    }

    @Test
    void are_waited_for_while_a_page_is_in_their_place() throws InterruptedException {
        FakeStageContext context = new FakeStageContext(lecture(null));
        sender.scripts.add((_, _, _, _, listener) -> {
            listener.started("multipart-1");
            throw new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away");
        });
        assertThatThrownBy(() -> transfer.run(context)).hasMessage("away");
        source =
                new PinnedSource(
                        Pin.UNKNOWN_SIZE, new LeadingBytes("text/html", "<!DOCTYPE html><html>"));
        assertThatThrownBy(() -> transfer.run(context.again()))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE));
        assertThat(context.upload().files().getFirst().multipartId()).isEqualTo("multipart-1");
    }

    private static UploadRequest lecture(@Nullable Long said) {
        Source source = new Source("web:lecture.mp4", said, null, null);
        return UploadRequest.builder("a")
                .folderId("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                .title("Algorithms, week 12")
                .streams(List.of(Stream.of(source, Role.PRIMARY)))
                .build();
    }
}
