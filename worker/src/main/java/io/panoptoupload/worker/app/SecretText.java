package io.panoptoupload.worker.app;

import java.util.Optional;

/**
 * What editors, shells and secret stores leave around a secret: everything looks right, and the
 * other side says that the password is wrong.
 */
public final class SecretText {
    private static final String QUOTES = "\"'`\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB";

    private SecretText() {}

    /** What is wrong with it, without showing it. */
    public static Optional<String> fault(String secret) {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        if (secret.indexOf('\uFEFF') >= 0 || secret.startsWith("\u00EF\u00BB\u00BF")) {
            return Optional.of("holds a byte order mark; save it as UTF-8 without one");
        }
        if (secret.chars().anyMatch(c -> c == '\n' || c == '\r')) {
            return Optional.of("holds a line end; write it in one line, without more behind it");
        }
        if (secret.codePoints().anyMatch(SecretText::isInvisible)) {
            return Optional.of("holds a character that does not show; type it again");
        }
        if (isBlank(secret.codePointAt(0)) || isBlank(secret.codePointBefore(secret.length()))) {
            return Optional.of("begins or ends with a blank; remove it");
        }
        boolean quoted =
                secret.length() > 1
                        && QUOTES.indexOf(secret.charAt(0)) >= 0
                        && QUOTES.indexOf(secret.charAt(secret.length() - 1)) >= 0;
        return quoted
                ? Optional.of("stands in quotes, which would be part of it; remove them")
                : Optional.empty();
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isInvisible(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }
}
