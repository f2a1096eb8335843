package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgets jobs a deduplication window after their end: all of a job's keys get their tombstones in
 * one transaction.
 */
public final class JobExpiry {
    /** So many at once, so that checkpoints never wait long behind them. */
    private static final int BATCH = 50;

    private final JobStore store;
    private final InstantSource clock;
    private final Duration window;

    public JobExpiry(JobStore store, InstantSource clock, Duration window) {
        this.store = store;
        this.clock = clock;
        this.window = window;
    }

    /** Begins to forget what is due; goes on by itself until nothing is. */
    public void expire(JobPartition partition) {
        // Whether it is refused does not matter: then another worker expires them.
        var _ = partition.writer().write(new Batch(partition));
    }

    private final class Batch implements PartitionWriter.Entry {
        private final JobPartition partition;
        private final List<String> ids = new ArrayList<>();

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
            for (FinishedJob ended : partition.jobs().endedBefore(before, BATCH)) {
                UploadJob job = store.job(number, ended.offset());
                ids.add(job.id());
                tombstones.add(store.put(number, new JournalKey.Job(job.id()), null));
                tombstones.addAll(store.tombstonesBeside(number, job));
            }
            ids.addAll(partition.jobs().cancelledBefore(before, BATCH));
            for (String id : ids) {
                tombstones.add(store.put(number, new JournalKey.Cancel(id), null));
            }
            return tombstones;
        }

        @Override
        public void committed(List<Long> offsets) {
            ids.forEach(partition.jobs()::forget);
            if (ids.size() >= BATCH) {
                expire(partition);
            }
        }
    }
}
