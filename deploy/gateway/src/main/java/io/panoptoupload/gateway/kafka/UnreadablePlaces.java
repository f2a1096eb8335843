package io.panoptoupload.gateway.kafka;

import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.common.TopicPartition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where topics that the gateway follows cannot be read at present. */
public final class UnreadablePlaces {
    private final Map<TopicPartition, Place> places = new ConcurrentHashMap<>();

    /**
     * A place behind which nothing of its partition can be read.
     *
     * @param since when it was found
     */
    public record Place(TopicPartition partition, Finding.Unreadable found, Instant since) {
        /** What is wrong, and what an operator can do. */
        public String sentence() {
            return "%s since %s; nothing behind that is shown. Let another replica lead; if none can be read: docs/operating.md, PanoptoUploadPartitionUnreadable."
                    .formatted(found.in(partition), since.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** All of them, in the order of topics and partitions. */
    public List<Place> all() {
        return places.values().stream()
                .sorted(
                        Comparator.comparing((Place place) -> place.partition().topic())
                                .thenComparingInt(place -> place.partition().partition()))
                .toList();
    }

    void found(Place place) {
        places.put(place.partition(), place);
    }

    void readable(TopicPartition partition) {
        places.remove(partition);
    }

    void forget(Collection<TopicPartition> partitions) {
        places.keySet().removeAll(partitions);
    }
}
