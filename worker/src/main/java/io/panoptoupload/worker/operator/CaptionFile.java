package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.Caption;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A local file of captions.
 *
 * @param language BCP 47; null if unknown
 */
record CaptionFile(@Nullable String language, Path file) {
    private static final String TAG = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*";
    private static final Pattern WITH_LANGUAGE = Pattern.compile("(" + TAG + ")=(.+)");
    private static final Pattern LANGUAGE = Pattern.compile(TAG);

    /** Of {@code [LANGUAGE=]FILE}. */
    static CaptionFile of(String text) {
        Matcher matcher = WITH_LANGUAGE.matcher(text);
        return matcher.matches()
                ? new CaptionFile(matcher.group(1), Path.of(matcher.group(2)))
                : new CaptionFile(null, Path.of(text));
    }

    static boolean isLanguage(String text) {
        return LANGUAGE.matcher(text).matches();
    }

    CaptionFile in(Path directory) {
        return new CaptionFile(language, directory.resolve(file));
    }

    Caption caption() {
        return new Caption(LocalRecording.source(file), language, true, null);
    }
}
