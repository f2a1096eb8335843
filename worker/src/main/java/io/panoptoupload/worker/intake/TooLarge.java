package io.panoptoupload.worker.intake;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Kafka's limits of a record's size: what exceeds them will never be taken. */
final class TooLarge {
    private TooLarge() {}

    static boolean isCauseOf(@Nullable Throwable trouble) {
        return trouble != null
                && (trouble instanceof RecordTooLargeException || isCauseOf(trouble.getCause()));
    }
}
