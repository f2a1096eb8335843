package io.panoptoupload.worker.request;

import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How long a recording may be, and how far ahead an upload may be planned. */
final class TimeRules {
    static final Duration MAX_DURATION = Duration.ofDays(7);

    private final Faults faults;

    private TimeRules(Faults faults) {
        this.faults = faults;
    }

    /** Adds a fault for each time within the recording that no recording has. */
    static void check(UploadRequest request, Faults faults) {
        TimeRules rules = new TimeRules(faults);
        for (int i = 0; i < request.streams().size(); i++) {
            rules.check("streams[" + i + "].", request.streams().get(i));
        }
        for (int i = 0; i < request.slides().size(); i++) {
            rules.check("slides[" + i + "].", request.slides().get(i));
        }
        rules.checkAll("images", "time", request.images(), image -> image.time());
        rules.checkCuts("cuts", request.cuts());
        @Nullable Thumbnail thumbnail = request.thumbnail();
        if (thumbnail != null) {
            rules.check(() -> "thumbnail.time", thumbnail.time());
        }
    }

    /** Adds a fault for each time at which nobody will remember the upload. */
    static void check(Options options, Instant now, Faults faults) {
        Instant latest = now.atOffset(ZoneOffset.UTC).plusYears(1).toInstant();
        checkAhead("options.notBefore", options.notBefore(), latest, faults);
        checkAhead("options.deadline", options.deadline(), latest, faults);
    }

    private static void checkAhead(
            String name, @Nullable Instant time, Instant latest, Faults faults) {
        if (time != null && time.isAfter(latest)) {
            faults.add(name + ": is more than a year ahead; name an earlier time, or none");
        }
    }

    private void check(String parent, Stream stream) {
        check(() -> parent + "start", stream.start());
        checkAll(parent + "chapters", "time", stream.chapters(), chapter -> chapter.time());
        checkCuts(parent + "cuts", stream.cuts());
    }

    private void check(String parent, Slides slides) {
        check(() -> parent + "start", slides.start());
        checkAll(parent + "changes", "time", slides.changes(), change -> change.time());
    }

    private void checkCuts(String list, List<Cut> cuts) {
        checkAll(list, "start", cuts, Cut::start);
        checkAll(list, "duration", cuts, Cut::duration);
    }

    private <T> void checkAll(
            String list, String field, List<T> elements, Function<T, @Nullable Duration> time) {
        for (int i = 0; i < elements.size(); i++) {
            int index = i;
            @Nullable Duration given = time.apply(elements.get(i));
            check(() -> "%s[%d].%s".formatted(list, index, field), given);
        }
    }

    private void check(Supplier<String> name, @Nullable Duration time) {
        if (time != null && time.isNegative()) {
            faults.add(() -> name.get() + ": is negative; the recording begins at PT0S");
        } else if (time != null && time.compareTo(MAX_DURATION) > 0) {
            faults.add(() -> name.get() + ": is more than 7 days; no recording is longer");
        }
    }
}
