package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

/**
 * A caption file of a stream.
 *
 * @param source required; with an empty {@code uri} when missing
 * @param language BCP 47, for example {@code en-US}
 * @param visible whether viewers see the captions; default true
 * @param origin who or what made the captions
 */
@Message
public record Caption(
        Source source, @Nullable String language, Boolean visible, @Nullable String origin) {
    public Caption {
        source = Source.orMissing(source);
        visible = Absent.or(visible, true);
    }
}
