package io.panoptoupload.simulator;

import static io.panoptoupload.simulator.ManifestValues.pick;

import io.panoptoupload.simulator.ManifestPlaces.Place;
import io.panoptoupload.simulator.ManifestSample.Splice;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Changes manifests in every way in which one can be another, from a seed. */
final class ManifestMutations {
    private static final Map<String, List<Place>> PLACES =
            ManifestSample.BASES.stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    Function.identity(),
                                    base -> ManifestPlaces.of(ManifestSample.text(base))));
    private static final List<String> NAMES =
            PLACES.values().stream()
                    .flatMap(List::stream)
                    .map(Place::localName)
                    .distinct()
                    .sorted()
                    .toList();
    private final RandomGenerator random;
    private final String base;
    private final String text;
    private final List<Place> places;

    private ManifestMutations(long seed) {
        random = new SplittableRandom(seed);
        // Everything has the most to change.
        base = random.nextBoolean() ? "everything" : pick(random, ManifestSample.BASES);
        text = ManifestSample.text(base);
        places = Objects.requireNonNull(PLACES.get(base), base);
    }

    /** From one to three changes, mostly one. */
    static ManifestSample of(long seed) {
        ManifestMutations mutations = new ManifestMutations(seed);
        int changes = Math.max(1, mutations.random.nextInt(6) - 2);
        return ManifestSample.of(
                mutations.base,
                IntStream.range(0, changes).boxed().flatMap(_ -> mutations.change()).toList());
    }

    private Stream<Splice> change() {
        Place place = pick(random, places);
        return switch (random.nextInt(16)) {
            case 0 -> Stream.of(new Splice(place.start(), place.end(), ""));
            case 1 -> Stream.of(new Splice(place.end(), place.end(), whole(place)));
            case 2 -> rename(place);
            case 3, 4 -> swap(place);
            case 5 -> copy(place, pick(random, places).start());
            case 6 -> copy(place, pick(random, places).contentEnd());
            case 7 -> attribute(place, ManifestAttributes.ofInstance(place, random));
            case 8 -> attribute(place, ManifestAttributes.other(random));
            case 9 -> checksum();
            case 10 -> namespace(place);
            case 11 -> bit();
            default -> value();
        };
    }

    private String whole(Place place) {
        return text.substring(place.start(), place.end());
    }

    private Stream<Splice> copy(Place place, int to) {
        return Stream.of(new Splice(to, to, whole(place)));
    }

    private Stream<Splice> rename(Place place) {
        String prefix =
                place.name().substring(0, place.name().length() - place.localName().length());
        String other =
                switch (random.nextInt(8)) {
                    case 0 -> prefix + place.localName().toLowerCase(Locale.ROOT);
                    case 1 -> prefix + place.localName() + "s";
                    case 2 -> "x:" + place.localName();
                    case 3 -> place.localName();
                    default -> prefix + pick(random, NAMES);
                };
        return renamed(place, other);
    }

    private static Stream<Splice> renamed(Place place, String other) {
        Splice start = new Splice(place.start() + 1, place.nameEnd(), other);
        return place.hasContent()
                ? Stream.of(start, new Splice(place.contentEnd() + 2, place.end() - 1, other))
                : Stream.of(start);
    }

    private Stream<Splice> swap(Place place) {
        List<Place> siblings =
                places.stream()
                        .filter(each -> each.parent() == place.parent() && !each.equals(place))
                        .toList();
        if (siblings.isEmpty()) {
            return value();
        }
        Place other = pick(random, siblings);
        return Stream.of(
                new Splice(place.start(), place.end(), whole(other)),
                new Splice(other.start(), other.end(), whole(place)));
    }

    private static Stream<Splice> attribute(Place place, String attribute) {
        return Stream.of(new Splice(place.nameEnd(), place.nameEnd(), " " + attribute));
    }

    private Stream<Splice> checksum() {
        List<Place> files =
                places.stream()
                        .filter(each -> List.of("File", "Thumbnail").contains(each.localName()))
                        .toList();
        return files.isEmpty()
                ? value()
                : attribute(
                        pick(random, files),
                        "Checksum=\"" + ManifestValues.checksum(random) + "\"");
    }

    private Stream<Splice> namespace(Place place) {
        return switch (random.nextInt(4)) {
            case 0 -> attribute(place, "xmlns=\"\"");
            case 1 ->
                    attribute(place, "xmlns=\"" + ManifestValidator.UCS.replace("v1", "v2") + "\"");
            case 2 -> attribute(place, "xmlns=\"" + ManifestValidator.UCS + "\"");
            default ->
                    Stream.concat(
                            attribute(place, "xmlns:q=\"" + ManifestValidator.UCS + "\""),
                            renamed(place, "q:" + place.localName()));
        };
    }

    /** Somewhere, also within a tag. */
    private Stream<Splice> bit() {
        int at =
                random.nextInt(4) == 0
                        ? random.nextInt(text.length() + 1)
                        : pick(random, places).contentStart();
        int end = random.nextInt(8) == 0 ? Math.min(text.length(), at + 1) : at;
        return Stream.of(new Splice(at, end, ManifestValues.bit(random)));
    }

    private Stream<Splice> value() {
        List<Place> leaves =
                places.stream()
                        .filter(Place::hasContent)
                        .filter(each ->
                                text.substring(each.contentStart(), each.contentEnd()).indexOf('<')
                                        < 0)
                        .toList();
        Place leaf = pick(random, leaves);
        return Stream.of(
                new Splice(
                        leaf.contentStart(),
                        leaf.contentEnd(),
                        ManifestValues.of(leaf.localName(), random)));
    }
}
