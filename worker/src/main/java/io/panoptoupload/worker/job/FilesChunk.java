package io.panoptoupload.worker.job;

import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Up to {@value #FILES} files of an upload that has many, as the journal keeps them while they are
 * transferred. The job's record then has none of them, so that a file costs the journal the same
 * however many others there are. From the end of the transfer on it has them all, as that of an
 * upload with few files always does.
 *
 * @param uploadId of the upload that the files belong to
 */
record FilesChunk(String uploadId, List<UploadFile> files) {
    static final int FILES = 4;

    FilesChunk {
        files = List.copyOf(files);
    }

    static FilesChunk of(Upload upload, int chunk) {
        return new FilesChunk(upload.id(), slice(upload.files(), chunk));
    }

    /** The chunks, counted from 0, in which one list of files differs from another. */
    static List<Integer> changed(List<UploadFile> before, List<UploadFile> now) {
        return IntStream.range(0, Math.ceilDiv(now.size(), FILES))
                .filter(chunk -> !slice(before, chunk).equals(slice(now, chunk)))
                .boxed()
                .toList();
    }

    private static List<UploadFile> slice(List<UploadFile> files, int chunk) {
        int from = Math.min(chunk * FILES, files.size());
        return files.subList(from, Math.min(from + FILES, files.size()));
    }

    /** Whether chunks have the job's files, and its own record has none. */
    static boolean areUsedFor(UploadJob job) {
        return job.phase() == Phase.CREATED
                && job.currentUpload().filter(Upload::usesChunks).isPresent();
    }

    /** The job as its own record has it. One that waits names its chunks there, or memory would. */
    static UploadJob ownRecord(UploadJob job) {
        if (!areUsedFor(job)) {
            return job;
        }
        JobOffsets named =
                job.parked() == null
                        ? job.offsets().without(JobOffsets.Chunk::isOfFileList)
                        : job.offsets();
        return job.with(job.currentUpload().orElseThrow().withFiles(List.of())).with(named);
    }

    /** Adds its files to those of the chunks before it, if they belong to the upload. */
    void addTo(List<UploadFile> all, Upload upload) {
        if (uploadId.equals(upload.id())) {
            all.addAll(files);
        }
    }

    /** All files of an upload, from its chunks in their order. */
    static List<UploadFile> join(List<FilesChunk> chunks, Upload upload) {
        List<UploadFile> all = new ArrayList<>();
        chunks.forEach(chunk -> chunk.addTo(all, upload));
        return List.copyOf(all);
    }
}
