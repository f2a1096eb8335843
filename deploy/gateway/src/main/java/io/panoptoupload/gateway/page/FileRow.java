package io.panoptoupload.gateway.page;

import io.panoptoupload.worker.job.Transfer;

import org.jspecify.annotations.Nullable;

/**
 * A file of an upload.
 *
 * @param percent 0–100; null if it is not known
 */
record FileRow(String name, @Nullable Long percent, String progress) {
    private static final int ALL = 100;

    static FileRow of(Transfer.FileBytes file) {
        @Nullable Long sent = file.bytesSent();
        @Nullable Long total = file.bytesTotal();
        if (sent == null) {
            return new FileRow(file.name(), null, "under way");
        }
        return new FileRow(
                file.name(), total == null ? null : percent(sent, total), ByteText.of(sent, total));
    }

    private static long percent(long sent, long total) {
        return total == 0 ? ALL : (long) (ALL * ((double) sent / total));
    }
}
