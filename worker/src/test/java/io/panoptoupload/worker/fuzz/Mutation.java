package io.panoptoupload.worker.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Alters a text in ways that break readers: values for values, pieces that are missing, doubled or
 * moved, bytes that mean nothing. The same seed makes the same text.
 */
final class Mutation {
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("Content-Length: \\d+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\\\\r\n]*\"");

    /** Of a field of JSON, a header, or an element of XML. */
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?<=\": ?)(?:\"[^\"\r\n]*\"|[\\w.+-]+)|(?<=\n[\\w-]{1,30}: )[^\r\n]+|(?<=[\\w\"]>)[^<\r\n]+");

    private static final Pattern WORD = Pattern.compile("[A-Za-z][\\w-]{2,}");

    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0",
                    "-1",
                    "1",
                    "1.5",
                    "00",
                    "007",
                    "9",
                    "10",
                    "100",
                    "2147483648",
                    "9223372036854775807",
                    "9223372036854775808",
                    "99999999999999999999999",
                    "1e400",
                    "-1e400",
                    "1e-400",
                    "NaN",
                    "0x10",
                    "",
                    " ",
                    "1 2",
                    "null",
                    "true",
                    "\"7\"",
                    "٣",
                    "9".repeat(1100),
                    "0." + "3".repeat(500));
    private static final List<String> TEXTS =
            List.of(
                    "null",
                    "\"\"",
                    "0",
                    "-1",
                    "true",
                    "[]",
                    "{}",
                    "[null]",
                    "{\"a\":null}",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\uFEFF\"",
                    "\"\\r\\nX: y\"",
                    "\"..\"",
                    "\"https://h/\\u0000?x=y\"",
                    "\"http://[::1\"",
                    "\"//\"",
                    "\"%zz\"",
                    "\"PT1H\"",
                    "\"0000-00-00T00:00:00Z\"",
                    "\"+999999999-12-31T23:59:59Z\"",
                    "\"" + "y".repeat(70_000) + "\"");
    private static final List<String> PIECES =
            List.of(
                    "\u0000",
                    "\uFEFF",
                    "\r\n",
                    "\r\n\r\n",
                    "\n",
                    ",",
                    ":",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "\\",
                    "<",
                    ">",
                    "&",
                    "<!--",
                    "]]>",
                    "<?xml?>",
                    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
                    "&b;",
                    ";",
                    "=",
                    "%",
                    "/../",
                    "chunked",
                    "gzip",
                    "W/",
                    "bytes ",
                    "*",
                    "Content-Length: 5\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Content-Encoding: gzip\r\n",
                    "Retry-After: 99999999999999999999\r\n",
                    "Retry-After: Mon, 99 Nov 9999\r\n",
                    "Content-Range: bytes 5-1/0\r\n",
                    "ETag: \r\n",
                    "Location: \r\n",
                    "Set-Cookie: a=b; expires=never\r\n",
                    "[".repeat(5000),
                    "{\"a\":".repeat(5000),
                    "<a>".repeat(5000));

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /** Mostly one change or two: what is wrong all over is refused at its first byte. */
    byte[] of(String text) {
        String altered = text;
        for (int i = 1 + random.nextInt(1 + random.nextInt(6)); i > 0; i--) {
            altered = once(altered);
        }
        byte[] bytes = altered.getBytes(random.nextInt(20) == 0 ? ISO_8859_1 : UTF_8);
        for (int i = random.nextInt(8) == 0 ? random.nextInt(20) : 0;
                i > 0 && bytes.length > 0;
                i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /**
     * A response of HTTP, most often with a body that is altered and whole: one whose length is
     * wrong is refused as such, whatever it says.
     */
    byte[] ofResponse(String response) {
        int body = response.indexOf(HEAD_END) + HEAD_END.length();
        if (random.nextInt(3) == 0 || body == response.length()) {
            return of(response);
        }
        byte[] altered =
                random.nextBoolean()
                        ? of(response.substring(body))
                        : otherValue(response.substring(body)).getBytes(UTF_8);
        String head =
                LENGTH.matcher(response.substring(0, body))
                        .replaceFirst("Content-Length: " + altered.length);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(ISO_8859_1));
        all.writeBytes(altered);
        return all.toByteArray();
    }

    /** Well-formed most often, so that it is read to its end. */
    private String otherValue(String text) {
        return replaced(text, VALUE, random.nextInt(4) == 0 ? NUMBERS : TEXTS);
    }

    private String once(String text) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> replaced(text, VALUE, NUMBERS);
            case 2, 3 -> replaced(text, VALUE, TEXTS);
            case 4 -> replaced(text, VALUE, PIECES);
            case 5 -> replaced(text, NUMBER, NUMBERS);
            case 6 -> replaced(text, QUOTED, TEXTS);
            case 7 -> replaced(text, WORD, PIECES);
            case 8 -> inserted(text, chosen(PIECES));
            case 9 -> cut(text);
            case 10 -> doubled(text);
            default ->
                    random.nextInt(4) == 0
                            ? text.substring(0, place(text))
                            : text.toUpperCase(Locale.ROOT);
        };
    }

    private String replaced(String text, Pattern what, List<String> by) {
        List<MatchResult> all = what.matcher(text).results().toList();
        if (all.isEmpty()) {
            return text;
        }
        MatchResult one = all.get(random.nextInt(all.size()));
        return text.substring(0, one.start()) + chosen(by) + text.substring(one.end());
    }

    private String inserted(String text, String piece) {
        int at = place(text);
        return text.substring(0, at) + piece + text.substring(at);
    }

    private String cut(String text) {
        int from = place(text);
        int to = Math.min(text.length(), from + random.nextInt(40));
        return text.substring(0, from) + text.substring(to);
    }

    private String doubled(String text) {
        int from = place(text);
        int to = Math.min(text.length(), from + random.nextInt(60));
        return inserted(text, text.substring(from, to));
    }

    private int place(String text) {
        return random.nextInt(text.length() + 1);
    }

    private String chosen(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}
