package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.Transfer;
import io.panoptoupload.worker.journal.UnreadableJournal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Jobs for people, one a line. The request id stands last and in full, to be copied. */
final class StatusTable {
    private static final String ROW = "%-12s %5s %9s %5s %11s %-8s %-12s  %-28s  %s";
    private static final int MAX_TITLE = 28;
    private static final int MAX_WORKER = 12;

    private final Output out;
    private final Instant now;

    StatusTable(Output out, Instant now) {
        this.out = out;
        this.now = now;
    }

    void print(List<JobStatus> jobs) {
        out.line(
                ROW.formatted(
                        "STATE", "%", "BYTES", "FILES", "RATE", "SINCE", "WORKER", "TITLE",
                        "REQUEST"));
        for (JobStatus job : jobs) {
            Transfer transfer = job.transfer();
            Long rate = transfer.bytesPerSecond();
            String row =
                    ROW.formatted(
                            JobStates.name(job.progress().state()),
                            percent(transfer.percent()),
                            bytes(transfer),
                            transfer.files().isEmpty() ? "-" : transfer.files().size(),
                            rate == null ? "-" : EventText.bytes(rate) + "/s",
                            ago(job.progress().since(), now),
                            cut(job.history().worker(), MAX_WORKER),
                            title(job),
                            job.requestId());
            out.line(paint(job.progress().state(), row), why(job));
        }
    }

    /**
     * The limits under which workers send, as their latest progress has them; jobs are newest
     * first.
     */
    static List<String> limits(List<JobStatus> jobs) {
        Map<String, Long> limits = new TreeMap<>();
        for (JobStatus job : jobs) {
            Long limit = job.transfer().bandwidthLimit();
            if (limit != null) {
                limits.merge(job.history().worker(), limit, Math::min);
            }
        }
        return limits.entrySet().stream()
                .map(each ->
                        "%s: its transfers may take %s/s at present"
                                .formatted(each.getKey(), EventText.bytes(each.getValue())))
                .toList();
    }

    /** What holds up a partition's requests, each in a line. */
    static List<String> heldUp(int partition, InputPosition position) {
        List<String> lines = new ArrayList<>();
        InputPosition.Waits waits = position.waits();
        if (waits != null) {
            lines.add(
                    "partition %d has taken in no request or command since %s: its worker has as many jobs as %s allows; they wait, and nothing is lost"
                            .formatted(partition, seconds(waits.since()), waits.limit()));
        }
        InputPosition.Unreadable unreadable = position.unreadable();
        if (unreadable != null) {
            lines.add(
                    "partition %d cannot be read at offset %d since %s: no request or command behind it is taken in. %s"
                            .formatted(
                                    partition,
                                    unreadable.offset(),
                                    seconds(unreadable.since()),
                                    // The group's offset alone says nothing of topics.
                                    InputPosition.Unreadable.remedy(
                                            partition,
                                            unreadable.offset(),
                                            position.topics() == null)));
        }
        return lines;
    }

    /** What stands behind a place in the journal is not shown. */
    static String unreadable(UnreadableJournal place) {
        return "%s; its uploads are shown as they stood before that, and some may be missing. Let another replica of it lead; if none can be read: docs/operating.md, PanoptoUploadPartitionUnreadable"
                .formatted(place.getMessage());
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** How long ago, or until then. */
    static String ago(Instant time, Instant now) {
        Duration since = Duration.between(time, now);
        return since.isNegative()
                ? "in " + DurationText.of(since.negated())
                : DurationText.of(since).replaceFirst(" .*", "") + " ago";
    }

    static Object paint(JobStatus.State state, String text) {
        return switch (state) {
            case COMPLETED -> Output.paint(Output.Colour.GREEN, text);
            case FAILED -> Output.paint(Output.Colour.RED, text);
            case PARKED -> Output.paint(Output.Colour.YELLOW, text);
            case WAITING, TRANSFERRING, PROCESSING, CANCELLED -> text;
        };
    }

    static String bytes(Transfer transfer) {
        Long total = transfer.bytesTotal();
        return total == null
                ? transfer.bytesSent() == 0 ? "-" : EventText.bytes(transfer.bytesSent())
                : EventText.bytes(total);
    }

    static String percent(@Nullable Double percent) {
        return percent == null ? "-" : String.format(Locale.ROOT, "%.0f %%", percent);
    }

    private static String title(JobStatus job) {
        String title = job.recording().title();
        return title == null ? "-" : cut(title, MAX_TITLE);
    }

    private static String cut(String text, int width) {
        return Columns.of(text) <= width ? text : Columns.cut(text, width - 1) + "…";
    }

    private static String why(JobStatus job) {
        UploadError error = job.progress().lastError();
        return error == null ? "" : "  " + error.code();
    }
}
