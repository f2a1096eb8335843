package io.panoptoupload.gateway.kafka;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.clients.StallDetector;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads all partitions of a topic. One damaged batch makes every poll throw: a partition that
 * cannot be read is left out, is tried again every minute, and all others go on. To be used by one
 * thread.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);

    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final KafkaClients clients;
    private final UnreadablePlaces places;
    private final List<TopicPartition> all;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> held = new HashMap<>();
    private final Map<TopicPartition, Long> ends;
    private final StallDetector stalls = new StallDetector();
    private Instant nextCheck = Instant.now().plus(AGAIN);

    /** Begins where the partitions begin. */
    public TopicFollower(KafkaClients clients, TopicState topic, UnreadablePlaces places) {
        this.clients = clients;
        this.places = places;
        this.all = topic.all();
        this.consumer = clients.follower();
        try {
            consumer.assign(all);
            ends = consumer.endOffsets(all);
            consumer.seekToBeginning(all);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Where a partition ended when this began. */
    public long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    public Map<TopicPartition, Long> beginnings() {
        return consumer.beginningOffsets(all);
    }

    public void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    /** What comes within a time, of the partitions that can be read. */
    public ConsumerRecords<byte[], byte[]> poll(Duration time) throws InterruptedException {
        if (!Instant.now().isBefore(nextCheck)) {
            nextCheck = Instant.now().plus(AGAIN);
            tryAgain();
        }
        Map<TopicPartition, Long> standing = stalls.find(consumer, Instant.now());
        if (!standing.isEmpty()) {
            boolean _ = leaveOut(standing, true);
        }
        if (consumer.assignment().isEmpty()) {
            // A consumer without partitions may not be polled.
            Thread.sleep(time);
            return ConsumerRecords.empty();
        }
        try {
            return consumer.poll(time);
        } catch (RuntimeException e) {
            if (!ReadProbe.isUnreadable(e) || !leaveOut(positions(), false)) {
                throw e;
            }
            return ConsumerRecords.empty();
        }
    }

    /** Whether all that could be read was, up to where it ended when this began. */
    public boolean isCaughtUp() {
        return consumer.assignment().stream()
                .allMatch(each -> consumer.position(each) >= end(each));
    }

    /** Records that are not read yet, of the partitions that can be. */
    public long lag() {
        return consumer.assignment().stream()
                .mapToLong(each -> consumer.currentLag(each).orElse(0))
                .sum();
    }

    private Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        consumer.assignment().forEach(each -> positions.put(each, consumer.position(each)));
        return positions;
    }

    /**
     * Whether there was any that cannot be read.
     *
     * @param standing whether all of them have stood still for long, with records behind
     */
    private boolean leaveOut(Map<TopicPartition, Long> candidates, boolean standing) {
        int before = held.size();
        try (ReadProbe probe = new ReadProbe(clients.journalReader())) {
            candidates.forEach((partition, offset) -> {
                Finding finding = probe.at(partition, offset, PROBE);
                if (standing && finding instanceof Finding.Withheld withheld) {
                    finding = withheld.asUnreadable();
                }
                if (finding instanceof Finding.Unreadable place) {
                    hold(partition, place);
                }
            });
        }
        // What was fetched of a partition that is not assigned is dropped.
        consumer.assign(all.stream().filter(each -> !held.containsKey(each)).toList());
        return held.size() > before;
    }

    private void hold(TopicPartition partition, Finding.Unreadable found) {
        UnreadablePlaces.Place place = new UnreadablePlaces.Place(partition, found, Instant.now());
        held.put(partition, found.offset());
        places.found(place);
        log.error("{}", place.sentence());
    }

    private void tryAgain() {
        if (held.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> readable = new HashMap<>();
        // What is damaged may have been deleted, by retention or by an operator.
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(held.keySet());
        try (ReadProbe probe = new ReadProbe(clients.journalReader())) {
            held.forEach((partition, offset) -> {
                long from = Math.max(offset, beginnings.getOrDefault(partition, 0L));
                Finding found = probe.at(partition, from, PROBE);
                if (found instanceof Finding.Present || found instanceof Finding.Nothing) {
                    readable.put(partition, from);
                }
            });
        }
        held.keySet().removeAll(readable.keySet());
        consumer.assign(all.stream().filter(each -> !held.containsKey(each)).toList());
        readable.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            places.readable(partition);
            log.info("{} can be read again at offset {}", partition, offset);
        });
    }

    @Override
    public void close() {
        places.forget(all);
        consumer.close();
    }
}
