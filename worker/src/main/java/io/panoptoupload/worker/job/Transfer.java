package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How far the transfer of a job is, as far as its record says. While many files are transferred
 * they have records of their own, and are not named here.
 *
 * @param files those that were begun, in the order of the recording
 * @param bytesSent of all files, counted as they leave
 * @param bytesConfirmed of those sent: not sent again; null unless the job transfers, and if its
 *     worker does not say
 * @param bytesTotal null while it is not known
 * @param percent 0–100; null while it is not known
 * @param bytesPerSecond null unless bytes flow
 * @param secondsLeft an estimate; null likewise
 * @param bandwidthLimit bytes per second for all transfers of its worker; null likewise, and
 *     without a limit
 */
public record Transfer(
        List<FileBytes> files,
        long bytesSent,
        @Nullable Long bytesConfirmed,
        @Nullable Long bytesTotal,
        @Nullable Double percent,
        @Nullable Long bytesPerSecond,
        @Nullable Long secondsLeft,
        @Nullable Long bandwidthLimit) {
    private static final double ALL = 100;

    /**
     * One file.
     *
     * @param bytesSent null while it is under way
     * @param bytesTotal null if its source does not say
     */
    public record FileBytes(String name, @Nullable Long bytesSent, @Nullable Long bytesTotal) {}

    static Transfer of(UploadJob job) {
        List<FileBytes> files =
                job.currentUpload().stream()
                        .flatMap(upload -> upload.files().stream())
                        .map(Transfer::file)
                        .toList();
        long sent = job.currentUpload().map(Upload::bytesTransferred).orElse(0L);
        return switch (job.lastEvent()) {
            case OutcomeEvent.Progress progress ->
                    new Transfer(
                            files,
                            progress.bytesSent(),
                            isFlowing(job) ? progress.bytesConfirmed() : null,
                            progress.bytesTotal(),
                            progress.percent(),
                            isFlowing(job) ? progress.bytesPerSecond() : null,
                            isFlowing(job) ? progress.secondsLeft() : null,
                            isFlowing(job) ? progress.bandwidthLimit() : null);
            case OutcomeEvent.Completed done -> all(files, done.bytesTotal());
            case OutcomeEvent.Accepted accepted ->
                    new Transfer(files, sent, null, accepted.bytesTotal(), null, null, null, null);
            default ->
                    isTransferred(job.phase())
                            ? all(files, sent)
                            : new Transfer(files, sent, null, null, null, null, null, null);
        };
    }

    private static Transfer all(List<FileBytes> files, long bytes) {
        return new Transfer(files, bytes, null, bytes, ALL, null, null, null);
    }

    private static boolean isFlowing(UploadJob job) {
        return job.phase() == Phase.CREATED && job.parked() == null;
    }

    private static boolean isTransferred(Phase phase) {
        return switch (phase) {
            case TRANSFERRED, MANIFESTED, ARMED, PROCESSING, COMPLETED -> true;
            case ACCEPTED, CREATED, WITHDRAWING, FAILED, CANCELLED -> false;
        };
    }

    private static FileBytes file(UploadFile file) {
        @Nullable Long size = file.size() < 0 ? null : Long.valueOf(file.size());
        return new FileBytes(file.objectName(), file.isTransferred() ? size : null, size);
    }
}
