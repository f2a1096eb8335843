package io.panoptoupload.worker.clients;

import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Finds out whether what stands at an offset can be read, by reading it with a consumer of its own.
 * What a poll throws does not say reliably which partition it was about, and what was fetched of
 * one that is broken stays in its consumer. Each offset can be asked for once.
 */
public final class ReadProbe implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofMillis(500);

    /** What stands at an offset. */
    public sealed interface Finding {
        /**
         * A record.
         *
         * @param offset of the first one at or behind the place that was asked for
         */
        record Present(long offset) implements Finding {}

        /**
         * Something that was damaged, or that this process cannot decompress.
         *
         * @param offset from which on nothing can be read
         */
        record Unreadable(long offset, String reason) implements Finding {
            /** Begins a sentence on it. */
            public String in(TopicPartition partition) {
                return "%s cannot be read at offset %d (%s)".formatted(partition, offset, reason);
            }
        }

        /**
         * No committed record.
         *
         * @param end of what is committed
         */
        record Nothing(long end) implements Finding {}

        /**
         * Nothing, although Kafka says that records follow: a broker that meets a damaged length
         * takes it for the end of what it has.
         *
         * @param end of what is committed
         */
        record Withheld(long offset, long end) implements Finding {
            /** For a caller that has waited long enough. */
            public Unreadable asUnreadable() {
                return new Unreadable(
                        offset,
                        "the broker hands out nothing there, although the end is offset " + end);
            }
        }

        /** Kafka does not have that offset: somebody, or its age, has deleted it. */
        record OutOfRange(String reason) implements Finding {}

        /** Kafka did not say. */
        record Unknown(String reason) implements Finding {}
    }

    private final Consumer<byte[], byte[]> consumer;

    /**
     * @param consumer without a group, {@code read_committed}, {@code max.poll.records=1}; closed
     *     by this probe
     */
    public ReadProbe(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Reads the first record at or behind an offset.
     *
     * @param limit after which the lack of a response is a finding as well
     */
    public Finding at(TopicPartition partition, long offset, Duration limit) {
        long began = System.nanoTime();
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            long end =
                    Objects.requireNonNull(
                            consumer.endOffsets(List.of(partition), limit).get(partition));
            while (consumer.position(partition) < end) {
                if (System.nanoTime() - began > limit.toNanos()) {
                    return new Finding.Withheld(consumer.position(partition), end);
                }
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    return new Finding.Present(each.offset());
                }
            }
            return new Finding.Nothing(end);
        } catch (InvalidOffsetException e) {
            return new Finding.OutOfRange(e.toString());
        } catch (RuntimeException e) {
            return isUnreadable(e)
                    ? new Finding.Unreadable(consumer.position(partition), reason(e))
                    : new Finding.Unknown(e.toString());
        }
    }

    /**
     * Whether what a poll threw may be about what stands in a partition, rather than about Kafka,
     * the way there, or this consumer's rights.
     */
    public static boolean isUnreadable(RuntimeException fault) {
        return fault instanceof CorruptRecordException
                || !(fault instanceof RetriableException
                        || fault instanceof AuthenticationException
                        || fault instanceof AuthorizationException
                        || fault instanceof FencedInstanceIdException
                        || fault instanceof InvalidOffsetException
                        || fault instanceof InterruptException
                        || fault instanceof WakeupException);
    }

    /** The innermost cause: what the client puts around it gives advice that loses records. */
    public static String reason(Throwable fault) {
        Throwable root = Causes.root(fault);
        return root.getMessage() == null || root instanceof LinkageError
                ? root.toString()
                : root.getMessage();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSING));
    }
}
