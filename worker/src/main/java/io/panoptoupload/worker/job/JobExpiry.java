package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Forgets jobs a deduplication window after their end: all of a job's keys get their tombstones in
 * one transaction.
 */
public final class JobExpiry {
    private static final Logger log = LoggerFactory.getLogger(JobExpiry.class);

    /** How many at once; few, so that checkpoints never wait long behind them. */
    private static final int BATCH = 50;

    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    private final JobStore store;
    private final InstantSource clock;
    private final Duration window;

    public JobExpiry(JobStore store, InstantSource clock, Duration window) {
        this.store = store;
        this.clock = clock;
        this.window = window;
    }

    /** How often to forget, so that no window lasts much longer than it is said to. */
    public static Duration pause(Duration window) {
        Duration half = window.dividedBy(2);
        return half.compareTo(MAX_PAUSE) < 0 ? half : MAX_PAUSE;
    }

    /** Begins to forget what is due; goes on by itself until nothing is. */
    public void expire(JobPartition partition) {
        // A failure does not matter: another worker expires them then.
        var _ = partition.writer().write(new Batch(partition));
    }

    private final class Batch implements PartitionWriter.Entry {
        private final JobPartition partition;
        private final List<String> ids = new ArrayList<>();
        private final List<IdHash> unreadable = new ArrayList<>();

        Batch(JobPartition partition) {
            this.partition = partition;
        }

        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public List<ProducerRecord<byte[], byte[]>> records() throws InterruptedException {
            Instant before = clock.instant().minus(window);
            int number = partition.number();
            List<ProducerRecord<byte[], byte[]>> tombstones = new ArrayList<>();
            for (var ended : partition.jobs().endedBefore(before, BATCH).entrySet()) {
                read(ended.getKey(), ended.getValue().offset())
                        .ifPresent(job -> {
                            ids.add(job.id());
                            tombstones.add(store.put(number, new JournalKey.Job(job.id()), null));
                            tombstones.addAll(store.tombstonesOfRequestAndParts(number, job));
                        });
            }
            ids.addAll(partition.jobs().cancelledBefore(before, BATCH));
            for (String id : ids) {
                tombstones.add(store.put(number, new JournalKey.Cancel(id), null));
            }
            return tombstones;
        }

        /** One record that cannot be read must not keep all others from being forgotten. */
        private Optional<UploadJob> read(IdHash id, long offset) throws InterruptedException {
            try {
                return Optional.of(store.job(partition.number(), offset));
            } catch (IllegalStateException | JacksonException e) {
                unreadable.add(id);
                log.error(
                        "the record {}-{} of an ended job cannot be read: the job is forgotten, but its"
                                + " records stay in the journal",
                        partition.number(),
                        offset,
                        e);
                return Optional.empty();
            }
        }

        @Override
        public void committed(List<Long> offsets) {
            ids.forEach(id -> partition.jobs().forget(id));
            unreadable.forEach(id -> partition.jobs().forget(id));
            if (ids.size() + unreadable.size() >= BATCH) {
                expire(partition);
            }
        }
    }
}
