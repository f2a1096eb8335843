package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.PartitionWriter;

/**
 * A partition whose jobs this worker carries forward.
 *
 * @param number of the journal partition, from 0
 */
public record JobPartition(int number, PartitionWriter writer, PartitionJobs jobs) {}
