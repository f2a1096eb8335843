package io.panoptoupload.simulator;

import static io.panoptoupload.simulator.ManifestValues.pick;

import io.panoptoupload.simulator.ManifestPlaces.Place;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What may be written into a start tag, rightly or wrongly. */
final class ManifestAttributes {
    private static final List<String> SCHEMA_TYPES =
            Stream.concat(
                            Stream.of(
                                            "string integer int positiveInteger token duration boolean",
                                            "dateTime anyURI anyType anySimpleType normalizedString")
                                    .flatMap(names -> Stream.of(names.split(" ")))
                                    .map(name -> "s:" + name),
                            Stream.of("File CRC32 Guid Contact Extension Session Video Cuts cuts")
                                    .flatMap(names -> Stream.of(names.split(" ")))
                                    .map(name -> "m:" + name))
                    .toList();

    private ManifestAttributes() {}

    /** Those that every element may have, as the standard says. */
    static String ofInstance(Place place, RandomGenerator random) {
        String instance = "xmlns:n=\"http://www.w3.org/2001/XMLSchema-instance\" ";
        String types =
                "xmlns:s=\"http://www.w3.org/2001/XMLSchema\" xmlns:m=\""
                        + ManifestValidator.UCS
                        + "\" ";
        return switch (random.nextInt(10)) {
            case 0 -> instance + "n:nil=\"true\"";
            case 1 -> instance + "n:nil=\"" + pick(random, List.of("false", "0", "1", "")) + "\"";
            case 2 -> instance + "n:schemaLocation=\"" + ManifestValidator.UCS + " nowhere.xsd\"";
            case 3 -> instance + "n:noNamespaceSchemaLocation=\"nowhere.xsd\"";
            case 4 -> instance + "n:unknown=\"x\"";
            case 5 -> instance + "n:type=\"" + place.localName() + "\"";
            default -> instance + types + "n:type=\"" + pick(random, SCHEMA_TYPES) + "\"";
        };
    }

    static String other(RandomGenerator random) {
        return pick(
                random,
                List.of(
                        "Checksum=\"" + ManifestValues.checksum(random) + "\"",
                        "checksum=\"00c0ffee\"",
                        "version=\"2.0\"",
                        "xml:lang=\"en\"",
                        "xml:space=\"preserve\"",
                        "xml:id=\"a\"",
                        "id=\"a\" id=\"b\"",
                        "xmlns:z=\"urn:z\"",
                        "xmlns:z=\"urn:z\" z:a=\"1\"",
                        "xmlns:z=\"" + ManifestValidator.UCS + "\" z:Checksum=\"00c0ffee\"",
                        "z:a=\"1\""));
    }
}
