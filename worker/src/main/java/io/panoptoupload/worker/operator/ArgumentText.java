package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the arguments of the process arrived as they were written. Under a locale such as POSIX,
 * which cron and systemd set, Java reads no character beyond ASCII and puts a sign for what is lost
 * in its place; under one such as {@code de_DE.ISO-8859-1} it takes each byte of UTF-8 for a
 * character. A title would be published like that.
 */
public final class ArgumentText {
    private static final char LOST = '\uFFFD';

    private ArgumentText() {}

    /** What is wrong and the remedy, if characters were lost. */
    public static Optional<String> fault(String... arguments) {
        String encoding = System.getProperty("sun.jnu.encoding", "unknown");
        return fault(Charset.isSupported(encoding) ? Charset.forName(encoding) : UTF_8, arguments);
    }

    /**
     * The same.
     *
     * @param encoding that the arguments were read in
     */
    static Optional<String> fault(Charset encoding, String... arguments) {
        return Stream.of(arguments)
                        .anyMatch(argument ->
                                argument.indexOf(LOST) >= 0 || isMisread(argument, encoding))
                ? Optional.of(
                        "An argument holds characters that cannot be read under this locale (%s): set LC_ALL=C.UTF-8, or start deploy/bin/panopto-upload, which does. Nothing was published."
                                .formatted(encoding))
                : Optional.empty();
    }

    /** Hardly any text in another encoding happens to be UTF-8 as well. */
    private static boolean isMisread(String argument, Charset encoding) {
        if (encoding.equals(UTF_8) || argument.chars().allMatch(c -> c < 0x80)) {
            return false;
        }
        try {
            return !UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(argument.getBytes(encoding)))
                    .toString()
                    .chars()
                    .allMatch(c -> c < 0x80);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
