package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * A configured account with an S3 service.
 *
 * @param endpoint of the service; Amazon's of the region when null
 * @param pathStyle whether the bucket stands in the path rather than in the host's name
 * @param buckets that may be read
 */
public record S3Account(
        @Nullable URI endpoint,
        String region,
        String accessKeyId,
        String secretAccessKey,
        boolean pathStyle,
        Globs buckets) {
    @Override
    public String toString() {
        return "S3Account[" + (endpoint == null ? region : endpoint) + "]";
    }
}
