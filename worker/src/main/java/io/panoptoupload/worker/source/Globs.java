package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of buckets in which {@code *} stands for any characters, dots included. In lower case. */
public final class Globs {
    private final List<String> globs;
    private final Pattern pattern;

    public Globs(List<String> globs) {
        this.globs = List.copyOf(globs);
        this.pattern =
                Pattern.compile(
                        globs.stream()
                                .map(glob -> regex(glob.toLowerCase(Locale.ROOT)))
                                .collect(Collectors.joining("|")));
    }

    boolean matches(@Nullable String name) {
        return name != null
                && !globs.isEmpty()
                && pattern.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** As a regular expression. */
    static String regex(String glob) {
        return Stream.of(glob.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
    }

    @Override
    public String toString() {
        return globs.toString();
    }
}
