package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A manifest as what was changed in one of a few.
 *
 * @param base the name of the one
 * @param splices in the order of the text
 */
record ManifestSample(String base, List<Splice> splices) {
    static final List<String> BASES = List.of("least", "everything", "renditions", "odd");

    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    /** What stands from start to end gives way to the replacement. */
    record Splice(int start, int end, String replacement) {
        private static Splice read(String field) {
            String[] parts = field.split(",", 3);
            return new Splice(
                    Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), unescape(parts[2]));
        }

        private String written() {
            return start + "," + end + "," + escape(replacement);
        }
    }

    ManifestSample {
        splices = List.copyOf(splices);
    }

    /** Of splices that meet, the first stays. */
    static ManifestSample of(String base, List<Splice> splices) {
        List<Splice> apart = new ArrayList<>();
        splices.stream()
                .sorted(Comparator.comparingInt(Splice::start))
                .forEach(splice -> {
                    if (apart.isEmpty() || apart.getLast().end() <= splice.start()) {
                        apart.add(splice);
                    }
                });
        return new ManifestSample(base, apart);
    }

    static ManifestSample read(String line) {
        String[] fields = line.split("\t", -1);
        return new ManifestSample(
                fields[0], Arrays.stream(fields).skip(1).map(Splice::read).toList());
    }

    /** One line of text, in ASCII. */
    String written() {
        return Stream.concat(Stream.of(base), splices.stream().map(Splice::written))
                .collect(Collectors.joining("\t"));
    }

    byte[] manifest() {
        StringBuilder text = new StringBuilder(text(base));
        splices.reversed().forEach(each -> text.replace(each.start, each.end, each.replacement));
        return text.toString().getBytes(UTF_8);
    }

    static String text(String base) {
        return TEXTS.computeIfAbsent(base, name -> resource("manifests/" + name + ".xml"));
    }

    static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(ManifestSample.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(String text) {
        return text.chars()
                .mapToObj(c ->
                        c >= ' ' && c <= '~' && c != '\\'
                                ? String.valueOf((char) c)
                                : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }

    private static String unescape(String text) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
