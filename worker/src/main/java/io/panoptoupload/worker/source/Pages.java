package io.panoptoupload.worker.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.transfer.Beginning;
import io.panoptoupload.worker.transfer.Markup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Recognises what servers say to people or programs in the place of a file: web pages, and error
 * documents in JSON or XML. Judged by what the bytes begin with; an unknown format passes, since a
 * player may know it.
 */
public final class Pages {
    private static final Pattern HTML =
            Pattern.compile("(?i)(?:<!doctype\\s+html|<html)\\b.*", Pattern.DOTALL);

    /** Of pages whose author left out the rest, as the WHATWG's MIME Sniffing lists them. */
    private static final Pattern PART_OF_HTML =
            Pattern.compile(
                    "(?i)<(?:head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|meta|link"
                            + "|form|center|noscript|img|span|section|main)[\\s>/].*|<!--.*",
                    Pattern.DOTALL);

    private static final Pattern ERROR =
            Pattern.compile(
                    "(?i)<(?:[\\w-]+:)?(?:error|errorresponse|errors|fault|exception|serviceexception"
                            + "|problem|envelope)[\\s>/].*",
                    Pattern.DOTALL);

    private static final Pattern JSON =
            Pattern.compile("(?:\\{\\s*[\"}]|\\[\\s*[{\"\\]]).*", Pattern.DOTALL);

    /** Texts that players, viewers or converters take. */
    private static final Pattern MEDIA_IN_TEXT =
            Pattern.compile("(?s)#EXTM3U.*|WEBVTT.*|%PDF.*|%!PS.*|\\{\\\\rtf.*|<.*");

    private Pages() {}

    /** Whether it is a page or an error document where such a file is expected. */
    static boolean isPage(Beginning beginning, Purpose purpose) {
        return what(beginning, purpose).isPresent();
    }

    /** What it is in words, if it is no such file for certain. */
    public static Optional<String> what(Beginning beginning, Purpose purpose) {
        if (purpose == Purpose.ATTACHMENT) {
            return Optional.empty();
        }
        String text = text(beginning.bytes());
        String root = Markup.fromRoot(text);
        if (HTML.matcher(root).matches()) {
            return Optional.of("a web page");
        }
        if (ERROR.matcher(root).matches()) {
            return Optional.of("an error document");
        }
        String label =
                beginning.mediaType() == null ? "" : beginning.mediaType().toLowerCase(Locale.ROOT);
        boolean labelledJson = label.contains("json");
        if (JSON.matcher(root).matches() && (purpose != Purpose.CAPTIONS || labelledJson)) {
            return Optional.of("a JSON document");
        }
        boolean labelledPage = label.contains("html");
        boolean readable = !root.isEmpty() && root.charAt(0) < 0x7F && isText(text);
        if (purpose != Purpose.CAPTIONS
                && readable
                && (PART_OF_HTML.matcher(root).matches()
                        || (labelledPage && !MEDIA_IN_TEXT.matcher(root).matches()))) {
            return Optional.of("a web page");
        }
        return Optional.empty();
    }

    /** Some servers compress pages without saying so. */
    private static String text(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B
                ? decoded(inflated(bytes))
                : decoded(bytes);
    }

    private static String decoded(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xFE) {
            return new String(bytes, UTF_16LE);
        }
        if (bytes.length > 1 && (bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xFF) == 0xFF) {
            return new String(bytes, UTF_16BE);
        }
        boolean marked = bytes.length > 2 && (bytes[0] & 0xFF) == 0xEF && (bytes[1] & 0xFF) == 0xBB;
        return new String(bytes, marked ? UTF_8 : ISO_8859_1);
    }

    /** As much of it as there is. */
    private static byte[] inflated(byte[] bytes) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            for (int next = in.read();
                    next >= 0 && plain.size() < Beginning.LENGTH;
                    next = in.read()) {
                plain.write(next);
            }
        } catch (IOException e) {
            // Only the beginning is there: what came of it is judged.
        }
        return plain.toByteArray();
    }

    private static boolean isText(String text) {
        return text.chars().noneMatch(c -> c < 0x20 && !Character.isWhitespace(c) && c != 0x1B);
    }
}
