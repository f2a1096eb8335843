package io.panoptoupload.worker.request;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.RecordingFiles;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the published schema cannot say of a request, all of it: how far ahead an upload may be
 * planned, what adds up within it, and which sources this worker may read.
 */
public final class RequestRules {
    static final int MAX_FILES = 1000;
    static final Duration MAX_DURATION = Duration.ofDays(7);
    private static final int MAX_YEAR = 9999;
    static final String TOO_LONG = "is more than 7 days; no recording is longer";

    /** Whether a file may be read at all; the file itself is checked when its turn comes. */
    public interface SourceRules {
        /**
         * Checks the name only.
         *
         * @throws PermanentFault with the reason
         */
        void check(Source source);
    }

    private final InstantSource clock;
    private final SourceRules sources;

    public RequestRules(InstantSource clock, SourceRules sources) {
        this.clock = clock;
        this.sources = sources;
    }

    /** What is wrong with a request that the schema lets pass; empty for one that is accepted. */
    public Optional<UploadError> check(UploadRequest request) {
        return faults(request)
                .sentence()
                .map(sentence -> new UploadError(ErrorCode.INVALID_REQUEST, sentence, false, null));
    }

    Faults faults(UploadRequest request) {
        Faults faults = new Faults();
        if (request.command() != Command.CANCEL) {
            checkAhead(request.options(), faults);
            checkYear(request.recordedAt(), faults);
            checkSums(request, faults);
            int files = RecordingFiles.of(request).sources().size();
            if (files > MAX_FILES) {
                faults.add("", "%d files: at most %d are allowed".formatted(files, MAX_FILES));
            }
        }
        return faults;
    }

    /** Whether a retry command brings a request of its own. */
    public static boolean hasContent(UploadRequest request) {
        return !request.streams().isEmpty();
    }

    /** Longer than the job would be remembered. */
    private void checkAhead(Options options, Faults faults) {
        Instant latest = clock.instant().atOffset(ZoneOffset.UTC).plusYears(1).toInstant();
        checkAhead("options.notBefore", options.notBefore(), latest, faults);
        checkAhead("options.deadline", options.deadline(), latest, faults);
    }

    private static void checkAhead(
            String name, @Nullable Instant time, Instant latest, Faults faults) {
        if (time != null && time.isAfter(latest)) {
            faults.add(name, "is more than a year ahead; name an earlier time, or none");
        }
    }

    /** A manifest has times in UTC, and XML no year 0 and none beyond 9999. */
    private static void checkYear(@Nullable OffsetDateTime recordedAt, Faults faults) {
        if (recordedAt != null) {
            int year = recordedAt.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            if (year < 1 || year > MAX_YEAR) {
                faults.add(
                        "recordedAt",
                        "is in the year %d in UTC; 1 to 9999 are allowed".formatted(year));
            }
        }
    }

    /** The schema has a limit for each unit of a duration, not for their sum. */
    private static void checkSums(UploadRequest request, Faults faults) {
        Sums sums = new Sums(faults);
        for (int i = 0; i < request.streams().size(); i++) {
            var stream = request.streams().get(i);
            String parent = "streams[" + i + "].";
            sums.check(() -> parent + "start", stream.start());
            sums.checkAll(parent + "chapters", "time", stream.chapters(), each -> each.time());
            sums.checkCuts(parent + "cuts", stream.cuts());
        }
        for (int i = 0; i < request.slides().size(); i++) {
            var slides = request.slides().get(i);
            String parent = "slides[" + i + "].";
            sums.check(() -> parent + "start", slides.start());
            sums.checkAll(parent + "changes", "time", slides.changes(), each -> each.time());
        }
        sums.checkAll("images", "time", request.images(), each -> each.time());
        sums.checkCuts("cuts", request.cuts());
        @Nullable Thumbnail thumbnail = request.thumbnail();
        if (thumbnail != null) {
            sums.check(() -> "thumbnail.time", thumbnail.time());
        }
    }

    private record Sums(Faults faults) {
        void checkCuts(String list, List<Cut> cuts) {
            checkAll(list, "start", cuts, Cut::start);
            checkAll(list, "duration", cuts, Cut::duration);
        }

        <T> void checkAll(
                String list, String field, List<T> elements, Function<T, @Nullable Duration> time) {
            for (int i = 0; i < elements.size(); i++) {
                int index = i;
                check(() -> "%s[%d].%s".formatted(list, index, field), time.apply(elements.get(i)));
            }
        }

        void check(Supplier<String> name, @Nullable Duration time) {
            if (time != null && time.compareTo(MAX_DURATION) > 0) {
                faults.add(() -> new FieldFault(name.get(), TOO_LONG));
            }
        }
    }

    /** Whether this worker may read what the request names. */
    public Optional<UploadError> checkSources(UploadRequest request) {
        for (Source source : RecordingFiles.of(request).sources()) {
            try {
                sources.check(source);
            } catch (PermanentFault e) {
                return Optional.of(new UploadError(e.code(), e.getMessage(), false, null));
            }
        }
        return Optional.empty();
    }
}
