package io.panoptoupload.worker.partition;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Proves before a poll, with one commit for all of them, that partitions are this consumer's. What
 * is committed is how far the partition is known to be taken in, never what was merely fetched.
 */
public final class Proofs {
    private static final Logger log = LoggerFactory.getLogger(Proofs.class);

    /** All proofs before one poll take at most about this and again this long. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Receives the response; called on the poll thread, before the poll. */
    interface Callback {
        void proven(Proof proof, Consumer<?, ?> consumer);
    }

    private record Request(OwnedPartition owned, Callback callback) {
        boolean isClosed() {
            return owned.state() == OwnedPartition.State.CLOSED;
        }
    }

    private final Queue<Request> queue = new ConcurrentLinkedQueue<>();

    /** Requests a proof before the next poll. */
    void request(OwnedPartition owned, Callback callback) {
        queue.add(new Request(owned, callback));
    }

    /** Serves the requests queued so far. */
    void serve(Consumer<?, ?> consumer) {
        List<Request> requests = new ArrayList<>();
        // A callback may request another proof; that one is served before the next poll.
        for (int i = queue.size(); i > 0; i--) {
            requests.add(queue.remove());
        }
        if (requests.isEmpty()) {
            return;
        }
        Map<TopicPartition, Proof> proofs = prove(consumer, stillOwned(requests));
        for (Request each : requests) {
            Proof proof =
                    each.isClosed()
                            ? Proof.NOT_OWNED
                            : proofs.getOrDefault(each.owned().partition(), Proof.UNKNOWN);
            response(each, proof, consumer);
        }
    }

    /** A partition that was revoked and assigned again may be requested twice. */
    private static Map<TopicPartition, OwnedPartition> stillOwned(List<Request> requests) {
        Map<TopicPartition, OwnedPartition> owned = new LinkedHashMap<>();
        requests.stream()
                .filter(each -> !each.isClosed())
                .forEach(each -> owned.put(each.owned().partition(), each.owned()));
        return owned;
    }

    private static void response(Request request, Proof proof, Consumer<?, ?> consumer) {
        try {
            request.callback().proven(proof, consumer);
        } catch (RuntimeException e) {
            log.error(
                    "the callback after the ownership proof of {} failed",
                    request.owned().partition(),
                    e);
        }
    }

    private static Map<TopicPartition, Proof> prove(
            Consumer<?, ?> consumer, Map<TopicPartition, OwnedPartition> asked) {
        Map<TopicPartition, Proof> proofs = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
        long began = System.nanoTime();
        asked.forEach((partition, owned) -> {
            if (!consumer.assignment().contains(partition)) {
                proofs.put(partition, Proof.NOT_OWNED);
                return;
            }
            try {
                Duration left = left(began);
                offsets.put(
                        partition,
                        owned.offset().orElseGet(() -> committed(consumer, partition, left)));
            } catch (KafkaException e) {
                log.debug("the offset of {} is not known yet: {}", partition, e.toString());
            }
        });
        if (!offsets.isEmpty()) {
            commit(consumer, offsets, proofs);
        }
        return proofs;
    }

    /** What the group says already; nothing is taken in where it says nothing. */
    private static OffsetAndMetadata committed(
            Consumer<?, ?> consumer, TopicPartition partition, Duration limit) {
        return Objects.requireNonNullElseGet(
                consumer.committed(Set.of(partition), limit).get(partition),
                () -> new OffsetAndMetadata(0));
    }

    private static void commit(
            Consumer<?, ?> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            Map<TopicPartition, Proof> proofs) {
        try {
            consumer.commitSync(offsets, LIMIT);
            offsets.keySet().forEach(partition -> proofs.put(partition, Proof.OWNED));
        } catch (TimeoutException | RebalanceInProgressException | CommitFailedException e) {
            // Also of a member that was thrown out: its next poll reports which partitions it lost.
            log.debug("{} are not proven to be ours: {}", offsets.keySet(), e.toString());
        } catch (KafkaException e) {
            log.debug("{} are not proven together: {}", offsets.keySet(), e.toString());
            if (offsets.size() > 1) {
                commitEach(consumer, offsets, proofs);
            }
        }
    }

    /** One partition that cannot be committed must not keep the others closed. */
    private static void commitEach(
            Consumer<?, ?> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            Map<TopicPartition, Proof> proofs) {
        long began = System.nanoTime();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> each : offsets.entrySet()) {
            if (left(began).isZero()) {
                return;
            }
            commit(consumer, Map.of(each.getKey(), each.getValue()), proofs);
        }
    }

    private static Duration left(long began) {
        Duration left = LIMIT.minusNanos(System.nanoTime() - began);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
