package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.Transfer;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One job for people, with what has become of it so far. */
final class StatusDetails {
    private final Output out;
    private final Instant now;

    StatusDetails(Output out, Instant now) {
        this.out = out;
        this.now = now;
    }

    void print(JobStatus job) {
        field("request", job.requestId());
        field("title", job.recording().title());
        field("folder", job.recording().folderId());
        out.line(
                "state         ",
                StatusTable.paint(job.progress().state(), JobStates.name(job.progress().state())));
        field("stage", stage(job.progress().stage()));
        transfer(job.transfer());
        field("attempt", String.valueOf(job.progress().attempt()));
        field("worker", job.history().worker());
        field("accepted", time(job.history().acceptedAt()));
        field("since", time(job.progress().since()));
        field("next attempt", time(job.progress().nextAttemptAt()));
        field("upload", job.panopto().uploadId());
        field("viewer", job.panopto().viewerUrl());
        field(
                "last error",
                job.progress().lastError() == null
                        ? null
                        : EventText.error(job.progress().lastError()));
    }

    private void transfer(Transfer transfer) {
        Long rate = transfer.bytesPerSecond();
        String pace = rate == null ? "" : ", " + EventText.bytes(rate) + "/s";
        Long limit = transfer.bandwidthLimit();
        if (transfer.percent() != null || transfer.bytesTotal() != null) {
            field(
                    "bytes",
                    EventText.bytes(transfer.bytesSent())
                            + " of "
                            + StatusTable.bytes(transfer)
                            + ", "
                            + StatusTable.percent(transfer.percent())
                            + pace);
        }
        if (limit != null) {
            field("bandwidth", EventText.bytes(limit) + "/s for all transfers of its worker");
        }
        for (Transfer.FileBytes file : transfer.files()) {
            Long size = file.bytesTotal();
            field(
                    "file",
                    file.name()
                            + (size == null ? "" : ", " + EventText.bytes(size))
                            + (file.bytesSent() == null ? ", under way" : ", transferred"));
        }
    }

    /** Every event that is still kept; of progress the steps that {@link EventLines} shows. */
    void history(List<OutcomeFeed.ReceivedEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        out.line("");
        out.line("history");
        ProgressSteps steps = new ProgressSteps();
        for (OutcomeFeed.ReceivedEvent each : events) {
            OutcomeEvent event = each.event();
            if (steps.isStep(event)) {
                out.line("  " + seconds(event.header().occurredAt()) + "  " + EventText.of(event));
            }
        }
    }

    private void field(String name, @Nullable String value) {
        if (value != null) {
            out.line("%-14s%s".formatted(name, value));
        }
    }

    private @Nullable String time(@Nullable Instant time) {
        return time == null ? null : seconds(time) + " (" + StatusTable.ago(time, now) + ")";
    }

    private static String stage(@Nullable Stage stage) {
        return stage == null ? "-" : stage.wireName();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
