package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadFilter;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Uploads that have not ended.
 *
 * @param byPartition how many there are in each partition
 * @param heldUp how many wait to be tried again, by what they failed of
 */
record OpenUploads(Map<Integer, Integer> byPartition, Map<ErrorCode, Integer> heldUp) {
    private static final int CHUNK = 500;

    private static final UploadFilter OPEN =
            new UploadFilter(
                    EnumSet.range(UploadState.WAITING, UploadState.PROCESSING),
                    "",
                    Optional.empty(),
                    Optional.empty());

    static OpenUploads of(Uploads uploads) {
        Map<Integer, Integer> byPartition = new HashMap<>();
        Map<ErrorCode, Integer> heldUp = new EnumMap<>(ErrorCode.class);
        Uploads.@Nullable Place behind = null;
        do {
            Uploads.Page page = uploads.page(OPEN, behind, CHUNK);
            for (UploadEntry each : page.entries()) {
                if (each.isJob()) {
                    byPartition.merge(each.source().partition(), 1, Integer::sum);
                }
                UploadError error = each.end().error();
                if (each.state() == UploadState.PARKED && error != null) {
                    heldUp.merge(error.code(), 1, Integer::sum);
                }
            }
            behind = page.next();
        } while (behind != null);
        return new OpenUploads(byPartition, heldUp);
    }

    int in(int partition) {
        return byPartition.getOrDefault(partition, 0);
    }
}
