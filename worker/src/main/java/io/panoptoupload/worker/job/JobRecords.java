package io.panoptoupload.worker.job;

import io.panoptoupload.worker.stage.UploadFile;

import java.util.List;

/**
 * A job, and how it stands in the journal.
 *
 * @param job in full, with the places of all its records
 * @param own as its own record has it
 * @param files those that {@link FilesChunk}s have
 */
record JobRecords(UploadJob job, UploadJob own, List<UploadFile> files) {}
