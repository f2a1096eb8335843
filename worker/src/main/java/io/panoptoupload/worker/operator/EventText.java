package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Outcome events in words. */
final class EventText {
    private static final long MIN_NAMED = 1000;

    private EventText() {}

    static String of(OutcomeEvent event) {
        return switch (event) {
            case OutcomeEvent.Accepted accepted ->
                    "accepted"
                            + attempt(accepted)
                            + (accepted.bytesTotal() == null
                                    ? ""
                                    : ", " + bytes(accepted.bytesTotal()));
            case OutcomeEvent.Created created -> "created as upload " + created.uploadId();
            case OutcomeEvent.Progress progress -> progress(progress);
            case OutcomeEvent.FileTransferred transferred ->
                    "transferred %s, %s"
                            .formatted(
                                    transferred.file().name(),
                                    bytes(transferred.file().sizeBytes()));
            case OutcomeEvent.Finalised _ -> "finalised: Panopto has everything";
            case OutcomeEvent.Processing processing ->
                    "processing at Panopto, state "
                            + processing.panoptoState()
                            + (processing.panoptoMessage() == null
                                    ? ""
                                    : ": " + processing.panoptoMessage());
            case OutcomeEvent.RetryScheduled retry ->
                    "waits until %s: %s"
                            .formatted(
                                    retry.notBefore().truncatedTo(ChronoUnit.SECONDS),
                                    error(retry.error()));
            case OutcomeEvent.Completed completed -> "completed: " + completed.viewerUrl();
            case OutcomeEvent.Rejected rejected -> "rejected: " + error(rejected.error());
            case OutcomeEvent.Failed failed ->
                    "failed" + in(failed.stage()) + ": " + error(failed.error());
            case OutcomeEvent.Cancelled cancelled ->
                    "cancelled" + in(cancelled.stage()) + ": " + error(cancelled.error());
        };
    }

    static String error(UploadError error) {
        String message = error.panoptoMessage();
        return error.code()
                + ": "
                + error.message()
                + (message == null ? "" : " (Panopto: " + message + ")");
    }

    /** Decimal units, as Panopto and storage use them. */
    static String bytes(long count) {
        if (count < MIN_NAMED) {
            return count + " B";
        }
        double value = count;
        int unit = -1;
        while (value >= MIN_NAMED && unit < 3) {
            value /= MIN_NAMED;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit));
    }

    private static String progress(OutcomeEvent.Progress progress) {
        StringBuilder text = new StringBuilder(progress.stage().wireName());
        if (progress.file() != null) {
            text.append(' ').append(progress.file());
        }
        if (progress.percent() != null) {
            text.append(String.format(Locale.ROOT, ", %.0f %%", progress.percent()));
        }
        return text.append(pace(progress)).toString();
    }

    /** Speed and time left, when known, each with a comma before it. */
    static String pace(OutcomeEvent.Progress progress) {
        return (progress.bytesPerSecond() == null
                        ? ""
                        : ", " + bytes(progress.bytesPerSecond()) + "/s")
                + (progress.secondsLeft() == null
                        ? ""
                        : ", " + left(Duration.ofSeconds(progress.secondsLeft())) + " left");
    }

    private static String left(Duration time) {
        return time.toHours() > 0
                ? "%d:%02d:%02d"
                        .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }

    private static String attempt(OutcomeEvent event) {
        Integer attempt = event.header().attempt();
        return attempt == null || attempt == 1 ? "" : " for attempt " + attempt;
    }

    private static String in(@Nullable Stage stage) {
        return stage == null ? "" : " in " + stage.wireName();
    }
}
