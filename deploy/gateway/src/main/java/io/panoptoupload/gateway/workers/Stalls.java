package io.panoptoupload.gateway.workers;

import io.panoptoupload.worker.clients.ReadProbe;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Since when the next request of a partition waits. It is looked up only for a partition that did
 * not move between two checks, and once for each place: behind the last request there may be a
 * transaction's end, which takes an offset, and is no request.
 */
final class Stalls {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<Integer, Place> places = new HashMap<>();

    /** Where a partition was; {@code request} once it was looked up. */
    private record Place(long next, long end, @Nullable Request request) {}

    /** The next request, if there is one. */
    private record Request(Optional<Instant> at) {}

    /** What lies behind a position. */
    record Behind(long requests, @Nullable Instant since) {}

    /**
     * Compares with the check before.
     *
     * @param partition of the request topic
     * @param next offset of the next request
     * @param end of the partition
     * @param consumer without a group, for looking up
     */
    Behind check(TopicPartition partition, long next, long end, Consumer<byte[], byte[]> consumer) {
        @Nullable Place before = places.get(partition.partition());
        if (next >= end) {
            places.remove(partition.partition());
            return new Behind(0, null);
        }
        @Nullable Request request = null;
        if (before != null && before.next() == next) {
            request = before.request();
            boolean wasEmpty = request != null && request.at().isEmpty();
            if (request == null || (wasEmpty && before.end() != end)) {
                request = lookUp(partition, next, end, consumer);
            }
        }
        places.put(partition.partition(), new Place(next, end, request));
        if (request == null) {
            return new Behind(end - next, null);
        }
        return request.at()
                .map(at -> new Behind(end - next, at))
                .orElseGet(() -> new Behind(0, null));
    }

    /** Null where there is no response, or what stands there cannot be read. */
    private static @Nullable Request lookUp(
            TopicPartition partition, long next, long end, Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, next);
        try {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                return new Request(Optional.of(Instant.ofEpochMilli(each.timestamp())));
            }
        } catch (RuntimeException e) {
            if (!ReadProbe.isUnreadable(e)) {
                throw e;
            }
            return null;
        }
        return consumer.position(partition) >= end ? new Request(Optional.empty()) : null;
    }
}
