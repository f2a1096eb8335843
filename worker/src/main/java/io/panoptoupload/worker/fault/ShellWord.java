package io.panoptoupload.worker.fault;

import java.util.List;
import java.util.stream.Collectors;

/** Texts as words of a shell, for commands that are to be copied. */
public final class ShellWord {
    private ShellWord() {}

    /** Parameters of one command. */
    public static String all(List<String> texts) {
        boolean likeOptions = texts.stream().anyMatch(text -> text.startsWith("-"));
        return texts.stream()
                .map(ShellWord::of)
                .collect(Collectors.joining(" ", likeOptions ? "-- " : "", ""));
    }

    /** One parameter. */
    public static String of(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
