package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.simulator.ManifestVerdicts.Published;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Holds the project's schemas against Panopto's own, which are not part of it: {@code
 * -Ducs.schemas} names a folder with {@code universal-capture-2.0.xsd} and {@code
 * universal-capture-2.1.xsd} of the repository Panopto/universal-content-library-specification;
 * {@code -Ducs.seeds} says how many manifests are made, 20,000 by default, and {@code
 * -Ducs.first-seed} from which seed on.
 */
class PublishedSchemasTest {
    private Published published;

    @BeforeEach
    void theSchemasAreThere() throws SAXException {
        String directory = System.getProperty("ucs.schemas");
        assumeTrue(
                directory != null,
                "-Ducs.schemas names no folder of Panopto's schemas to compare with");
        published = Published.in(Path.of(directory));
    }

    @Test
    void the_corpus_has_their_verdicts() {
        assertThat(ManifestSchemaTest.corpus())
                .allSatisfy(each ->
                        assertThat(published.of(each.sample().manifest()))
                                .as(() -> new String(each.sample().manifest(), UTF_8))
                                .isEqualTo(each.verdicts()));
    }

    @Test
    void any_manifest_gets_the_same_verdicts_from_both() {
        long first = Long.getLong("ucs.first-seed", 1_000_000);
        Map<String, Integer> counts = new TreeMap<>();
        LongStream.range(first, first + Long.getLong("ucs.seeds", 20_000))
                .forEach(seed -> {
                    byte[] manifest = ManifestMutations.of(seed).manifest();
                    ManifestVerdicts theirs = published.of(manifest);
                    assertThat(ManifestVerdicts.ours(manifest))
                            .as(() -> "seed " + seed + "\n" + new String(manifest, UTF_8))
                            .isEqualTo(theirs);
                    counts.merge(theirs.written(), 1, Integer::sum);
                });
        // 2.1 takes whatever 2.0 takes.
        assertThat(counts).containsOnlyKeys("++", "-+", "--");
        System.out.println("Verdicts by 2.0 and 2.1: " + counts);
    }
}
