package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;

import java.time.Duration;
import java.util.List;

/**
 * A presentation file and the moments at which its slides were shown.
 *
 * @param source required; with an empty {@code uri} when missing
 * @param start from the start of the session; default zero
 * @param optional whether to upload again without the presentation when Panopto cannot process it;
 *     default false: one broken presentation fails the whole session
 */
@Message
public record Slides(
        Source source,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration start,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SlideChange> changes,
        Boolean optional) {
    public Slides {
        source = Source.orMissing(source);
        start = Absent.or(start, Duration.ZERO);
        changes = Absent.list(changes);
        optional = Absent.or(optional, false);
    }
}
