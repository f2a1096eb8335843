package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

/**
 * A file that viewers may download.
 *
 * @param source required; with an empty {@code uri} when missing
 * @param mediaType for example {@code application/pdf}
 * @param name the name viewers see
 */
@Message
public record Attachment(Source source, @Nullable String mediaType, @Nullable String name) {
    public Attachment {
        source = Source.orMissing(source);
    }
}
