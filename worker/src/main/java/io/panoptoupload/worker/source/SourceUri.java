package io.panoptoupload.worker.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the address of a source. People paste paths behind {@code file://}, so there whatever can
 * only be meant as it stands is taken as it stands, blanks and umlauts for example; what means
 * something else in a URI is refused with what to write instead. Never quoted: a query may be a
 * secret.
 */
public final class SourceUri {
    private static final Pattern FILE =
            Pattern.compile("(?is)file:(?://(?<host>[^/]*))?(?<path>/.*)");
    private static final Pattern DRIVE = Pattern.compile("(?s)/?[A-Za-z][:|](?:[/\\\\].*)?");

    /** The character that stands where bytes are none of UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** A percent sign that begins no code, or one for the character that ends a path in C. */
    private static final Pattern BAD_CODE = Pattern.compile("%(?![0-9A-Fa-f]{2})|%00");

    /** What RFC 3986 lets stand in a path. */
    private static final String LEGAL = "-._~!$&'()*+,;=:@/%";

    private SourceUri() {}

    /**
     * The address that a request names.
     *
     * @throws PermanentFault SOURCE_NOT_ALLOWED if it is none, with the remedy
     */
    public static URI of(String text) {
        Matcher file = FILE.matcher(text);
        return uri(
                file.matches() ? "file://" + path(file.group("host"), file.group("path")) : text);
    }

    private static URI uri(String text) {
        if (text.startsWith("/")) {
            throw refused("has no scheme; write file:///directory/file for a file");
        }
        requireNoDrive(text);
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw refused(
                    "is no URI: %s; %s"
                            .formatted(
                                    e.getReason(),
                                    text.equals(text.strip())
                                            ? "encode it as RFC 3986 says"
                                            : "remove the blank at its beginning or end"));
        }
    }

    private static void requireNoDrive(String path) {
        if (DRIVE.matcher(path).matches() || path.startsWith("\\\\")) {
            throw refused(
                    "names a drive of Windows, or a share; write the path at which the worker sees the file, as in file:///directory/file");
        }
    }

    private static String path(@Nullable String host, String path) {
        if (host != null && !host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
            throw refused(
                    "names another machine; mount its directory at the worker and write file:///directory/file");
        }
        requireNoDrive(path);
        if (path.indexOf('\\') >= 0) {
            throw refused(
                    "holds a backslash; write / between directories, or %5C for one within a name");
        }
        if (path.indexOf('#') >= 0 || path.indexOf('?') >= 0) {
            throw refused("holds a # or a ?, which end a path; write %23 or %3F");
        }
        if (BAD_CODE.matcher(path).find()) {
            throw refused(
                    "holds a % that begins no code of two hexadecimal digits, or %00; write %25 for a percent sign");
        }
        if (path.indexOf('%') >= 0
                && path.indexOf(REPLACEMENT) < 0
                && !path.toUpperCase(Locale.ROOT).contains("%EF%BF%BD")
                && uri("file://" + encoded(path)).getPath().indexOf(REPLACEMENT) >= 0) {
            throw refused(
                    "holds codes that are no UTF-8; encode its name in UTF-8, and rename the file if it is spelt otherwise");
        }
        return encoded(path);
    }

    /**
     * As it stands, to the byte: no other spelling of an accent, since names of files differ by it.
     */
    private static String encoded(String path) {
        ByteBuffer bytes;
        try {
            bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(path));
        } catch (CharacterCodingException e) {
            throw refused("holds half a surrogate pair, which no name of a file has");
        }
        StringBuilder encoded = new StringBuilder(path.length());
        while (bytes.hasRemaining()) {
            byte each = bytes.get();
            if (isLegal(each)) {
                encoded.append(new String(new byte[] {each}, US_ASCII));
            } else {
                encoded.append("%%%02X".formatted(each));
            }
        }
        return encoded.toString();
    }

    private static boolean isLegal(byte c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || LEGAL.indexOf(c) >= 0;
    }

    private static PermanentFault refused(String why) {
        return new PermanentFault(ErrorCode.SOURCE_NOT_ALLOWED, "A source's uri " + why + ".");
    }
}
