package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.PartitionWriter;

import java.util.concurrent.CompletableFuture;

/**
 * A partition whose jobs this worker carries forward.
 *
 * @param number of the journal partition, from 0
 */
public record JobPartition(int number, Writer writer, PartitionJobs jobs) {
    /** The partition's one writer, as {@link PartitionWriter#write} describes it. */
    public interface Writer {
        CompletableFuture<Void> write(PartitionWriter.Entry entry);
    }
}
