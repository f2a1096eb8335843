package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What a terminal shows of one upload.
 *
 * @param text what goes on, in full
 * @param brief the same where there is no room for that
 * @param bytes null as long as nothing is known of them
 */
record Bar(@Nullable Double percent, String text, String brief, @Nullable Bytes bytes) {

    /**
     * How many there are and flow.
     *
     * @param confirmed of those sent
     * @param rate a second
     */
    record Bytes(long sent, long confirmed, long total, long rate) {
        Bytes and(Bytes other) {
            return new Bytes(
                    sent + other.sent,
                    confirmed + other.confirmed,
                    total + other.total,
                    rate + other.rate);
        }

        Bytes atRest() {
            return new Bytes(sent, confirmed, total, 0);
        }
    }

    /**
     * After an event that is not final.
     *
     * @param request null if nothing else is known of it
     */
    static Bar of(OutcomeEvent event, @Nullable SubmittedRequest request) {
        return switch (event) {
            case OutcomeEvent.Progress progress -> of(progress);
            case OutcomeEvent.Accepted accepted -> waiting(accepted, request);
            case OutcomeEvent.Finalised _, OutcomeEvent.Processing _ -> of(100.0, event);
            default -> of(null, event);
        };
    }

    private static Bar of(@Nullable Double percent, OutcomeEvent event) {
        String text = EventText.of(event);
        return new Bar(percent, text, text, null);
    }

    /** Nothing more comes before it begins, so this says what it waits for. */
    private static Bar waiting(OutcomeEvent.Accepted accepted, @Nullable SubmittedRequest request) {
        Instant until = request == null ? null : request.waitsAt(accepted.header().occurredAt());
        String why =
                until == null
                        ? "waits for an upload slot"
                        : "waits until " + until.truncatedTo(ChronoUnit.SECONDS);
        return new Bar(0.0, EventText.of(accepted) + "; " + why, why, null);
    }

    private static Bar of(OutcomeEvent.Progress progress) {
        String pace = EventText.pace(progress);
        String stage =
                progress.stage().wireName()
                        + (progress.file() == null ? "" : " " + progress.file());
        return new Bar(
                progress.percent(),
                stage + pace,
                pace.isEmpty() ? stage : pace.substring(2),
                bytes(progress));
    }

    private static @Nullable Bytes bytes(OutcomeEvent.Progress progress) {
        Long total = progress.bytesTotal();
        if (total == null) {
            return null;
        }
        long sent = progress.bytesSent();
        // Workers of earlier versions count what is confirmed, and nothing else.
        long confirmed = Objects.requireNonNullElse(progress.bytesConfirmed(), sent);
        long rate = Objects.requireNonNullElse(progress.bytesPerSecond(), 0L);
        return new Bytes(sent, confirmed, total, rate);
    }

    /** Events that say nothing of the bytes leave the bar where it was; only the rate is gone. */
    Bar followedBy(Bar now) {
        return now.percent() != null
                ? now
                : new Bar(percent, now.text, now.brief, bytes == null ? null : bytes.atRest());
    }

    /** How much of what is done is confirmed, 0–1. */
    double confirmed() {
        return bytes == null || bytes.sent() == 0 ? 1 : (double) bytes.confirmed() / bytes.sent();
    }
}
