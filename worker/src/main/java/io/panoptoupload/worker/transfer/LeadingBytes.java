package io.panoptoupload.worker.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a source, as far as they are known.
 *
 * @param mediaType that its server labels it with; null for none
 * @param latin1 at most some thousand bytes, decoded as ISO-8859-1
 */
public record LeadingBytes(@Nullable String mediaType, String latin1) {
    /** How many bytes are worth asking for. */
    public static final int LENGTH = 2048;

    public static final LeadingBytes UNKNOWN = new LeadingBytes(null, "");

    public static LeadingBytes of(@Nullable String mediaType, byte[] bytes) {
        return new LeadingBytes(mediaType, new String(bytes, ISO_8859_1));
    }

    public byte[] bytes() {
        return latin1.getBytes(ISO_8859_1);
    }
}
