package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Deals with one record until it is dealt with: it is never skipped, whatever Kafka or the worker
 * suffers, and a thread that deals with records never ends by what one of them did to it.
 */
final class Stubborn {
    private static final Logger log = LoggerFactory.getLogger(Stubborn.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** After so many failures in a row it is told outside. */
    private static final int TOO_MANY = 4;

    /** Returns when the record is dealt with durably. */
    interface Dealing {
        void deal(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    /** What ends the trying, because it can never succeed here. */
    interface Ending {
        boolean ends(Throwable trouble);
    }

    private final Duration firstPause;
    private volatile Optional<String> trouble = Optional.empty();

    Stubborn(Duration firstPause) {
        this.firstPause = firstPause;
    }

    Optional<String> trouble() {
        return trouble;
    }

    /** Returns when the record is dealt with; throws what ends the trying. */
    void deal(ConsumerRecord<byte[], byte[]> record, Dealing dealing, Ending ending)
            throws InterruptedException {
        Duration pause = firstPause;
        for (int failures = 1; ; failures++) {
            try {
                dealing.deal(record);
                trouble = Optional.empty();
                return;
            } catch (RuntimeException | Error e) {
                if (ending.ends(e)) {
                    throw e;
                }
                log.error(
                        "record {}-{} could not be taken in; it is tried again in {}",
                        record.partition(),
                        record.offset(),
                        pause,
                        e);
                if (failures >= TOO_MANY) {
                    trouble =
                            Optional.of(
                                    "record %d-%d of the requests has failed %d times, and all behind it wait; the last reason: %s"
                                            .formatted(
                                                    record.partition(),
                                                    record.offset(),
                                                    failures,
                                                    e));
                }
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
        }
    }
}
