package io.panoptoupload.simulator;

import io.panoptoupload.simulator.ManifestPlaces.Place;
import io.panoptoupload.simulator.ManifestSample.Splice;

import java.util.List;
import java.util.stream.Stream;

/** Changes each element of a manifest, one at a time, in each of the plain ways. */
final class ManifestSweep {
    private static final String INSTANCE = " xmlns:n=\"http://www.w3.org/2001/XMLSchema-instance\"";
    private static final List<String> ATTRIBUTES =
            List.of(
                    INSTANCE + " n:nil=\"false\"",
                    INSTANCE
                            + " xmlns:s=\"http://www.w3.org/2001/XMLSchema\""
                            + " n:type=\"s:normalizedString\"",
                    " Checksum=\"00c0ffee\"");

    private ManifestSweep() {}

    static Stream<ManifestSample> of(String base) {
        String text = ManifestSample.text(base);
        return ManifestPlaces.of(text).stream()
                .flatMap(place -> changes(place, text.substring(place.start(), place.end())))
                .map(splice -> new ManifestSample(base, List.of(splice)));
    }

    private static Stream<Splice> changes(Place place, String text) {
        Stream<Splice> whole =
                Stream.of("", text + text)
                        .map(each -> new Splice(place.start(), place.end(), each));
        Stream<Splice> attributes =
                ATTRIBUTES.stream().map(each -> new Splice(place.nameEnd(), place.nameEnd(), each));
        Stream<Splice> contents =
                Stream.concat(Stream.of("", "x"), ManifestValues.ofType(place.localName()).stream())
                        .filter(_ -> place.hasContent())
                        .map(each -> new Splice(place.contentStart(), place.contentEnd(), each));
        Stream<Splice> beside =
                Stream.of(new Splice(place.contentStart(), place.contentStart(), "x"));
        return Stream.of(whole, attributes, contents, beside).flatMap(each -> each);
    }
}
