package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * One video or audio file of a session.
 *
 * @param source required; with an empty {@code uri} when missing
 * @param role default {@link Role#PRIMARY}
 * @param start when the file begins, from the start of the session; default zero. A recorder that
 *     splits a stream lists several with growing starts.
 */
@Message
public record Stream(
        Source source,
        Role role,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration start,
        @Nullable String title,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Chapter> chapters,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Cut> cuts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Caption> captions) {
    public Stream {
        source = Source.orMissing(source);
        role = Absent.or(role, Role.PRIMARY);
        start = Absent.or(start, Duration.ZERO);
        chapters = Absent.list(chapters);
        cuts = Absent.list(cuts);
        captions = Absent.list(captions);
    }

    /** A stream that begins with the session and has no chapters, cuts or captions. */
    public static Stream of(Source source, Role role) {
        return new Stream(source, role, Duration.ZERO, null, List.of(), List.of(), List.of());
    }
}
