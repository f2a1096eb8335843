package io.panoptoupload.worker.operator;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the arguments of the process arrived as they were written. Under a locale such as POSIX,
 * which cron and systemd set, Java reads no character beyond ASCII and puts a sign for what is lost
 * in its place: a title would be published like that.
 */
public final class ArgumentText {
    private static final char LOST = '\uFFFD';

    private ArgumentText() {}

    /** What is wrong and the remedy, if characters were lost. */
    public static Optional<String> fault(String... arguments) {
        return Stream.of(arguments).anyMatch(argument -> argument.indexOf(LOST) >= 0)
                ? Optional.of(
                        "An argument holds characters that cannot be read under this locale (%s): set LC_ALL=C.UTF-8, or start deploy/bin/panopto-upload, which does. Nothing was published."
                                .formatted(System.getProperty("sun.jnu.encoding", "unknown")))
                : Optional.empty();
    }
}
