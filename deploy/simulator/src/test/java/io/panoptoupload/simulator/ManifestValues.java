package io.panoptoupload.simulator;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** What may stand in a manifest's element, rightly or wrongly, as XML. */
final class ManifestValues {
    private static final Map<String, List<String>> BY_TYPE =
            ManifestSample.resource("manifests/values.tsv")
                    .lines()
                    .map(line -> line.split("\t", 2))
                    .collect(
                            groupingBy(
                                    line -> line[0],
                                    mapping(line -> line[1].translateEscapes(), toList())));
    private static final List<String> ALL =
            BY_TYPE.values().stream().flatMap(List::stream).sorted().toList();

    private ManifestValues() {}

    private static List<String> values(String type) {
        return Objects.requireNonNull(BY_TYPE.get(type), type);
    }

    static String checksum(RandomGenerator random) {
        return pick(random, values("checksum"));
    }

    /** What may stand anywhere, also in the middle of a tag. */
    static String bit(RandomGenerator random) {
        return pick(random, values("bit"));
    }

    /** None for what may be any text. */
    static List<String> ofType(String element) {
        return BY_TYPE.getOrDefault(type(element), List.of());
    }

    /** Mostly of the type that the element has. */
    static String of(String element, RandomGenerator random) {
        List<String> typed = ofType(element);
        return pick(
                random,
                switch (random.nextInt(8)) {
                    case 0 -> ALL;
                    case 1 -> values("text");
                    default -> typed.isEmpty() ? values("text") : typed;
                });
    }

    static <T> T pick(RandomGenerator random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String type(String element) {
        return switch (element) {
            case "Start", "Duration", "Time", "ThumbnailTime" -> "duration";
            case "Date" -> "dateTime";
            case "Bitrate", "SlideNumber" -> "integer";
            case "Visible" -> "boolean";
            case "Type" -> "type";
            case "ExtensionId" -> "guid";
            case "Url" -> "url";
            default -> "any text";
        };
    }
}
