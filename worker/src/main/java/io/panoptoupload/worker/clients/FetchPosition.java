package io.panoptoupload.worker.clients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.OptionalLong;

/** Where a consumer goes on with a partition. */
public final class FetchPosition {
    private FetchPosition() {}

    /**
     * Does not wait, unlike {@link Consumer#position(TopicPartition)}, which takes a minute while a
     * leader does not respond.
     *
     * @return empty while the client compares the position with the log, which polls go on with;
     *     nothing is fetched meanwhile
     * @throws org.apache.kafka.clients.consumer.InvalidOffsetException if the log does not have it
     */
    public static OptionalLong of(Consumer<?, ?> consumer, TopicPartition partition) {
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            return OptionalLong.empty();
        }
    }
}
