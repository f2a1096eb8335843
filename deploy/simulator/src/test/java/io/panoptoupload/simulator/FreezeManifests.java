package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.simulator.ManifestSchemaTest.Judged;
import io.panoptoupload.simulator.ManifestVerdicts.Published;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Recreates the corpus of manifests, with the verdicts of the schemas that Panopto publishes. In no
 * suite:
 *
 * <pre>mvn -pl deploy/simulator test -Dtest=FreezeManifests -Ducs.schemas=DIR -Dfreeze.into=FILE
 * </pre>
 */
class FreezeManifests {
    private static final int SEEDS = 1500;
    private static final String HEADER =
            """
            # Manifests, and what the published schemas say of them: + valid, - not, by 2.0 and by 2.1.
            # Then the file here that was changed, and what stands from where to where instead.
            """;

    @Test
    void freeze() throws Exception {
        Published published = Published.in(Path.of(System.getProperty("ucs.schemas")));
        Map<String, Judged> corpus = new LinkedHashMap<>();
        for (String base : ManifestSample.BASES) {
            add(corpus, ManifestSample.of(base, List.of()), published);
        }
        Stream.of("everything", "renditions")
                .flatMap(ManifestSweep::of)
                .forEach(sample -> add(corpus, sample, published));
        for (long seed = 0; seed < SEEDS; seed++) {
            add(corpus, ManifestMutations.of(seed), published);
        }
        StringBuilder text = new StringBuilder(HEADER);
        corpus.values().forEach(each -> text.append(each.written()).append('\n'));
        Files.writeString(Path.of(System.getProperty("freeze.into")), text);
    }

    private static void add(
            Map<String, Judged> corpus, ManifestSample sample, Published published) {
        byte[] manifest = sample.manifest();
        corpus.putIfAbsent(new String(manifest, UTF_8), new Judged(sample, published.of(manifest)));
    }
}
