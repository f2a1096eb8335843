package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;

/**
 * What the header of that name says of a body. Many write into it what is none: the name of a
 * character set, {@code binary}, {@code aws-chunked}, {@code none}. Only compression stands between
 * bytes and a player.
 */
final class ContentEncoding {
    /** IANA's registered codings that compress, and what is used without being registered. */
    private static final Set<String> COMPRESSION =
            Set.of(
                    "gzip",
                    "x-gzip",
                    "deflate",
                    "br",
                    "compress",
                    "x-compress",
                    "zstd",
                    "dcb",
                    "dcz",
                    "bzip2",
                    "x-bzip2",
                    "lz4",
                    "lzma",
                    "xz",
                    "snappy",
                    "zip",
                    "exi",
                    "pack200-gzip");

    private ContentEncoding() {}

    /** The first coding that compresses; null if the body is as it is. */
    static @Nullable String compression(@Nullable String header) {
        if (header == null) {
            return null;
        }
        for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            if (COMPRESSION.contains(coding.strip())) {
                return coding.strip();
            }
        }
        return null;
    }
}
