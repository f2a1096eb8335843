package io.panoptoupload.worker.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Markup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Recognises what servers say to people or programs in the place of a file: web pages, and error
 * documents in JSON or XML. Judged by what the bytes begin with; an unknown format passes, since a
 * player may know it.
 */
public final class ContentSniffer {
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

    private static final Pattern STORES_ERROR =
            Pattern.compile("(?s)<Error\\b[^>]*>.*?<Code>\\s*(\\w{1,64})\\s*</Code>.*");

    private static final Pattern JSON =
            Pattern.compile("(?:\\{\\s*[\"}]|\\[\\s*[{\"\\]]).*", Pattern.DOTALL);

    /** Texts that players, viewers or converters take. */
    private static final Pattern MEDIA_IN_TEXT =
            Pattern.compile(
                    "(?s)(?:#EXTM3U|\\[playlist]|v=0\\s|YUV4MPEG2|P[1-7]\\s|WEBVTT|%PDF|%!PS|\\{\\\\rtf|<).*");

    private ContentSniffer() {}

    /** Whether it is a page or an error document where such a file is expected. */
    public static boolean isPage(LeadingBytes beginning, Purpose purpose) {
        return page(beginning, purpose).isPresent();
    }

    /** The same of what is compressed, perhaps by a method that is not known here. */
    static boolean isCompressedPage(LeadingBytes beginning) {
        return label(beginning).contains("html") || isPage(beginning, Purpose.RECORDING);
    }

    /** The code of an error document in XML, which is how object stores refuse. */
    static Optional<String> storesCode(LeadingBytes beginning) {
        Matcher error = STORES_ERROR.matcher(Markup.fromRoot(text(beginning.bytes())));
        return error.matches() ? Optional.of(error.group(1)) : Optional.empty();
    }

    /** What it is in words, if it is no such file for certain. */
    public static Optional<String> what(LeadingBytes beginning, Purpose purpose) {
        return page(beginning, purpose).or(() -> other(beginning, purpose));
    }

    /** What is no page, but not what is expected either. */
    private static Optional<String> other(LeadingBytes beginning, Purpose purpose) {
        if (purpose == Purpose.ATTACHMENT || purpose == Purpose.CAPTIONS) {
            return Optional.empty();
        }
        String text = text(beginning.bytes());
        if (purpose == Purpose.RECORDING && text.startsWith("%PDF-")) {
            return Optional.of("a PDF document");
        }
        return label(beginning).contains("text/plain") && isNothingButText(text)
                ? Optional.of("a text")
                : Optional.empty();
    }

    private static Optional<String> page(LeadingBytes beginning, Purpose purpose) {
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
        String label = label(beginning);
        if (JSON.matcher(root).matches()
                && (purpose != Purpose.CAPTIONS || label.contains("json"))) {
            return Optional.of("a JSON document");
        }
        if (purpose == Purpose.CAPTIONS) {
            return Optional.empty();
        }
        boolean labelled = label.contains("html") || label.contains("json");
        return (isText(text, root) && PART_OF_HTML.matcher(root).matches())
                        || (labelled && isNothingButText(text))
                ? Optional.of(label.contains("json") ? "a JSON document" : "a web page")
                : Optional.empty();
    }

    private static String label(LeadingBytes beginning) {
        return beginning.mediaType() == null ? "" : beginning.mediaType().toLowerCase(Locale.ROOT);
    }

    /** Whether it is a text that begins like no medium. */
    private static boolean isNothingButText(String text) {
        String root = Markup.fromRoot(text);
        return !text.isEmpty() && isText(text, root) && !MEDIA_IN_TEXT.matcher(root).matches();
    }

    /** Some servers compress pages without saying so. */
    private static String text(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B
                ? decoded(inflated(bytes))
                : decoded(bytes);
    }

    private static String decoded(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << Byte.SIZE) | (bytes[1] & 0xFF);
        return new String(
                bytes,
                switch (first) {
                    // A byte order mark, or a '<' without one.
                    case 0xFFFE, '<' << Byte.SIZE -> UTF_16LE;
                    case 0xFEFF, '<' -> UTF_16BE;
                    case 0xEFBB -> UTF_8;
                    default -> ISO_8859_1;
                });
    }

    /** As much of it as there is. */
    private static byte[] inflated(byte[] bytes) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            for (int next = in.read();
                    next >= 0 && plain.size() < LeadingBytes.LENGTH;
                    next = in.read()) {
                plain.write(next);
            }
        } catch (IOException e) {
            // Only the beginning is there: what came of it is judged.
        }
        return plain.toByteArray();
    }

    private static boolean isText(String text, String root) {
        return (root.isEmpty() || root.charAt(0) < 0x7F)
                && text.chars().noneMatch(c -> c < 0x20 && !Character.isWhitespace(c) && c != 0x1B);
    }
}
