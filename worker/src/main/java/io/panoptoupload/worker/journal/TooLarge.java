package io.panoptoupload.worker.journal;

import org.apache.kafka.common.errors.RecordTooLargeException;

import java.util.Optional;

/** Kafka's limits of a record's size: what exceeds them will never be taken. */
public final class TooLarge {
    private TooLarge() {}

    /** What Kafka said of a record's size, if that is what the trouble comes from. */
    public static Optional<RecordTooLargeException> in(Throwable trouble) {
        for (Throwable each = trouble; each != null; each = each.getCause()) {
            if (each instanceof RecordTooLargeException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Whether that is what the trouble comes from. */
    public static boolean isCauseOf(Throwable trouble) {
        return in(trouble).isPresent();
    }
}
