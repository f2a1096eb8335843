package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.JobStatuses;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.journal.UnreadableJournal;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the workers' journal knows now, read one partition after the other. Of one that cannot be
 * read to its end, what stands before that place is known.
 */
final class JournalView {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Connection connection;
    private final JournalScan scan;
    private final JournalJson json;
    private final SortedMap<Integer, InputPosition> positions = new TreeMap<>();
    private final SortedMap<Integer, UnreadableJournal> unreadable = new TreeMap<>();
    private final Set<String> hidden = new HashSet<>();

    JournalView(Connection connection, CommandContext context) {
        this.connection = connection;
        this.scan = connection.journalScan(context.clock());
        this.json = new JournalJson(context.json());
    }

    /** Hands over every job; only one partition's are held at a time. */
    void all(Consumer<JobStatus> each) throws InterruptedException {
        for (int partition : connection.allPartitions(connection.topics().journal())) {
            read(partition, _ -> true).forEach(each);
        }
    }

    /**
     * Adds the positions of partitions that the journal has no counterpart of.
     *
     * @return why that is not possible, if Kafka does not allow it
     */
    Optional<String> readForwarded() throws InterruptedException {
        String requests = connection.topics().requests();
        try {
            int all = connection.partitions(requests);
            int first = connection.partitions(connection.topics().journal());
            if (first < all) {
                Map<TopicPartition, OffsetAndMetadata> group = connection.groupOffsets();
                for (int partition = first; partition < all; partition++) {
                    readForwarded(partition, group.get(new TopicPartition(requests, partition)));
                }
            }
            return Optional.empty();
        } catch (AuthorizationException e) {
            return Optional.of(
                    "partitions of %s that are only forwarded are not looked at: %s"
                            .formatted(requests, e.getMessage()));
        }
    }

    private void readForwarded(int partition, @Nullable OffsetAndMetadata known) {
        if (known != null) {
            InputPosition.noted(known.offset(), known.metadata())
                    .ifPresent(position -> positions.put(partition, position));
        }
    }

    /**
     * Hands over the jobs of these ids.
     *
     * @return the ids that the journal does not know
     */
    Set<String> some(List<String> ids, Consumer<JobStatus> each) throws InterruptedException {
        Set<String> unknown = new TreeSet<>(ids);
        HomePartition home = connection.home();
        Set<Integer> partitions = new TreeSet<>();
        ids.forEach(id -> partitions.add(home.of(id)));
        Set<String> wanted = new HashSet<>(ids);
        for (int partition : partitions) {
            for (JobStatus job : read(partition, wanted::contains)) {
                unknown.remove(job.requestId());
                each.accept(job);
            }
        }
        unknown.stream().filter(id -> unreadable.containsKey(home.of(id))).forEach(hidden::add);
        return unknown;
    }

    /** By partition, of those that were read, how far requests are taken in. */
    Map<Integer, InputPosition> positions() {
        return Collections.unmodifiableMap(positions);
    }

    /** By partition, where those that were read cannot be read any further. */
    Map<Integer, UnreadableJournal> unreadable() {
        return Collections.unmodifiableMap(unreadable);
    }

    /** What to say of an id that the journal does not know, as far as it can be read. */
    String unknown(String id, String ifWhole) {
        return id
                + (hidden.contains(id) ? ": may stand where the journal cannot be read" : ifWhole);
    }

    private List<JobStatus> read(int partition, Predicate<String> wanted)
            throws InterruptedException {
        TopicPartition place = new TopicPartition(connection.topics().journal(), partition);
        JobStatuses found = new JobStatuses(json, wanted);
        if (read(place, found)) {
            found.position().ifPresent(position -> positions.put(partition, position));
        }
        return List.copyOf(found.all());
    }

    private boolean read(TopicPartition place, JournalScan.Visitor visitor)
            throws InterruptedException {
        try {
            scan.read(place, LIMIT, visitor);
            return true;
        } catch (UnreadableJournal e) {
            unreadable.put(place.partition(), e);
            return false;
        }
    }
}
