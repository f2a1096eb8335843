package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;

import org.jspecify.annotations.Nullable;

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
    }

    /** How much of what is done is confirmed, 0–1. */
    double confirmed() {
        return bytes == null || bytes.sent() == 0 ? 1 : (double) bytes.confirmed() / bytes.sent();
    }

    static Bar of(@Nullable Double percent, OutcomeEvent event) {
        String text = EventText.of(event);
        return new Bar(percent, text, text, null);
    }
}
