package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadFilter;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Failed uploads by what they failed of. */
final class FailedUploads {
    private static final UploadFilter FAILED =
            new UploadFilter(Set.of(UploadState.FAILED), "", Optional.empty(), Optional.empty());

    private static final int CHUNK = 500;

    private final Uploads uploads;

    FailedUploads(Uploads uploads) {
        this.uploads = uploads;
    }

    /** How many failed with each code. */
    Map<ErrorCode, Integer> counts() {
        Map<ErrorCode, Integer> counts = new EnumMap<>(ErrorCode.class);
        each((code, _) -> counts.merge(code, 1, Integer::sum));
        return counts;
    }

    /** The ids of those that failed with this code, the latest first. */
    List<String> ids(ErrorCode wanted) {
        List<String> ids = new ArrayList<>();
        each((code, id) -> {
            if (code == wanted) {
                ids.add(id);
            }
        });
        return ids;
    }

    private void each(BiConsumer<ErrorCode, String> consumer) {
        Uploads.@Nullable Place behind = null;
        do {
            Uploads.Page page = uploads.page(FAILED, behind, CHUNK);
            for (UploadEntry each : page.entries()) {
                UploadError error = each.end().error();
                consumer.accept(
                        error == null ? ErrorCode.INTERNAL : error.code(), each.requestId());
            }
            behind = page.next();
        } while (behind != null);
    }
}
