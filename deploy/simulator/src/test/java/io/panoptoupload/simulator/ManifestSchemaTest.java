package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * The project's schemas hold manifests to what the published ones hold them to. The corpus was
 * judged by those; {@link PublishedSchemasTest} holds it, and more, against them again.
 */
class ManifestSchemaTest {
    /** A manifest of the corpus, and the published schemas' verdicts on it. */
    record Judged(ManifestSample sample, ManifestVerdicts verdicts) {
        private static Judged read(String line) {
            String[] parts = line.split("\t", 2);
            return new Judged(ManifestSample.read(parts[1]), ManifestVerdicts.read(parts[0]));
        }

        String written() {
            return verdicts.written() + "\t" + sample.written();
        }
    }

    static List<Judged> corpus() {
        return ManifestSample.resource("manifests/corpus.tsv")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(Judged::read)
                .toList();
    }

    @Test
    void every_manifest_of_the_corpus_is_judged_as_by_the_published_schemas() {
        List<Judged> corpus = corpus();
        assertThat(corpus).hasSizeGreaterThan(2000);
        for (ManifestVerdicts verdicts :
                List.of(
                        new ManifestVerdicts(true, true),
                        new ManifestVerdicts(false, true),
                        new ManifestVerdicts(false, false))) {
            assertThat(corpus).extracting(Judged::verdicts).contains(verdicts);
        }
        assertThat(corpus)
                .allSatisfy(each ->
                        assertThat(ManifestVerdicts.ours(each.sample.manifest()))
                                .as(() -> new String(each.sample.manifest(), UTF_8))
                                .isEqualTo(each.verdicts));
    }

    @Test
    void what_is_valid_has_contents_that_the_simulator_can_show() {
        assertThat(corpus())
                .filteredOn(each -> each.verdicts.by21())
                .allSatisfy(each ->
                        assertThat(ManifestContents.of(Xml.parse(each.sample.manifest())).title())
                                .isNotNull());
    }

    /** So a manifest that the simulator takes is valid by both, unless it has some. */
    @Test
    void the_versions_differ_by_renditions_alone() {
        assertThat(corpus())
                .filteredOn(each -> each.verdicts.by21())
                .allSatisfy(each ->
                        assertThat(each.verdicts.by20())
                                .isEqualTo(
                                        Xml.parse(each.sample.manifest())
                                                        .getElementsByTagNameNS(
                                                                ManifestValidator.UCS, "Renditions")
                                                        .getLength()
                                                == 0));
    }

    @Test
    void size_is_no_fault() {
        String text = "Lecture \uD83C\uDF93 ".repeat(100_000);
        String videos =
                "<Video><Start>PT0S</Start><File>a.mp4</File><Type>Primary</Type></Video>"
                        .repeat(10_000);
        byte[] manifest =
                Manifests.session(
                                "<Description>%s</Description><Videos>%s</Videos>"
                                        .formatted(text, videos))
                        .getBytes(UTF_8);
        assertThat(ManifestVerdicts.ours(manifest)).isEqualTo(new ManifestVerdicts(true, true));
    }
}
