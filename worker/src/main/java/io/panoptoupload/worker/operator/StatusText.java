package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobStatus;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Jobs as lines for people, or as JSON for programs. */
final class StatusText {
    private static final String ROW = "%-12s %-10s %7s  %-20s  %s";

    private final CommandContext desk;
    private final Output out;
    private final boolean asJson;
    private boolean headed;

    StatusText(CommandContext desk, boolean asJson) {
        this.desk = desk;
        this.out = desk.console().out();
        this.asJson = asJson;
    }

    /** One of many. */
    void line(JobStatus job) {
        if (asJson) {
            out.json(json(job));
            return;
        }
        if (!headed) {
            headed = true;
            out.line(ROW.formatted("STATE", "STAGE", "ATTEMPT", "SINCE", "REQUEST"));
        }
        String row =
                ROW.formatted(
                        JobStates.name(job.state()),
                        stage(job.stage()),
                        job.attempt(),
                        seconds(job.since()),
                        job.requestId());
        out.line(paint(job.state(), row), why(job));
    }

    /** One alone. */
    void details(JobStatus job) {
        if (asJson) {
            out.json(json(job));
            return;
        }
        out.line("request       " + job.requestId());
        out.line("state         ", paint(job.state(), JobStates.name(job.state())));
        out.line("stage         " + stage(job.stage()));
        out.line("attempt       " + job.attempt());
        out.line("accepted      " + seconds(job.acceptedAt()));
        out.line("since         " + seconds(job.since()));
        if (job.nextAttemptAt() != null) {
            out.line("next attempt  " + seconds(job.nextAttemptAt()));
        }
        if (job.uploadId() != null) {
            out.line("upload        " + job.uploadId());
        }
        if (job.viewerUrl() != null) {
            out.line("viewer        " + job.viewerUrl());
        }
        if (job.lastError() != null) {
            out.line("last error    " + EventText.error(job.lastError()));
        }
    }

    /** A partition that takes in nothing, since there is no room for its next request. */
    void waits(int partition, InputPosition.Waits waits) {
        if (asJson) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("partition", partition);
            fields.put("waitsSince", waits.since().toString());
            fields.put("waitsFor", waits.limit());
            out.json(desk.json().writeValueAsString(fields));
            return;
        }
        desk.console()
                .err()
                .line(
                        "partition %d has taken in no request or command since %s: its worker has as many jobs as %s allows; they wait, and nothing is lost"
                                .formatted(partition, seconds(waits.since()), waits.limit()));
    }

    private static String why(JobStatus job) {
        UploadError error = job.lastError();
        return error == null ? "" : "  " + error.code();
    }

    private static Object paint(JobStatus.State state, String text) {
        return switch (state) {
            case COMPLETED -> Output.paint(Output.Colour.GREEN, text);
            case FAILED -> Output.paint(Output.Colour.RED, text);
            case PARKED -> Output.paint(Output.Colour.YELLOW, text);
            case WAITING, TRANSFERRING, PROCESSING, CANCELLED -> text;
        };
    }

    private String json(JobStatus job) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("requestId", job.requestId());
        fields.put("state", JobStates.name(job.state()));
        put(fields, "stage", job.stage());
        fields.put("attempt", job.attempt());
        fields.put("acceptedAt", job.acceptedAt().toString());
        fields.put("since", job.since().toString());
        put(fields, "nextAttemptAt", text(job.nextAttemptAt()));
        put(fields, "uploadId", job.uploadId());
        put(fields, "sessionId", job.sessionId());
        put(fields, "viewerUrl", job.viewerUrl());
        put(fields, "lastError", job.lastError());
        fields.put("sequence", job.sequence());
        return desk.json().writeValueAsString(fields);
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String stage(@Nullable Stage stage) {
        return stage == null ? "-" : stage.wireName();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
