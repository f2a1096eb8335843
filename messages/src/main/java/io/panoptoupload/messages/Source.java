package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of one file come from.
 *
 * @param uri required; {@code file:}, {@code https:} or {@code s3://account/bucket/key}; empty when
 *     missing
 * @param sizeBytes the length the file must have
 * @param checksum the checksum the file must have
 * @param credential the name of a credential that the worker is configured with; never a secret
 */
@Message
public record Source(
        String uri,
        @Nullable Long sizeBytes,
        @Nullable Checksum checksum,
        @Nullable String credential) {
    public Source {
        uri = Absent.text(uri);
    }

    /** A source of which only the place is known. */
    public static Source of(String uri) {
        return new Source(uri, null, null, null);
    }

    static Source orMissing(@Nullable Source source) {
        return source == null ? of("") : source;
    }
}
