package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.stage.ManifestRoundTrip;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every example, changed at every place: what the worker decides is what the contract says, in the
 * opinion of three who do not know one another, and what it takes can be written.
 */
class CorpusTest {
    static final long SEED = 15;

    /**
     * A verdict, a tab, and the change; rewritten by -Dcorpus.write, to be read before it is kept.
     */
    private static final Path FROZEN =
            Path.of("src/test/resources/io/panoptoupload/worker/request/corpus.tsv");

    private static final Pattern OUTSIDE_MANIFEST =
            Pattern.compile("/(requestId|command|folderId|source|access|options|extensions)\\b");

    private static final Map<String, JsonNode> MUTANTS = Mutants.of(SEED);

    private static final RequestDecoder DECODER = new RequestDecoder();
    private final RequestRules rules = new RequestRules(InstantSource.fixed(Contract.NOW), _ -> {});

    @Test
    void the_worker_decides_as_the_contract_says() {
        assertThat(wrong(MUTANTS)).isEmpty();
    }

    @Test
    @Tag("full")
    void so_it_does_of_ten_times_as_many() {
        for (long seed = 100; seed < 110; seed++) {
            assertThat(wrong(Mutants.of(seed))).as("seed " + seed).isEmpty();
        }
    }

    private List<String> wrong(Map<String, JsonNode> mutants) {
        List<String> wrong = new ArrayList<>();
        mutants.forEach((change, mutant) -> {
            Contract.Verdict expected = Contract.verdict(Mutants.withoutNulls(mutant.deepCopy()));
            Contract.Verdict verdict = verdict(mutant);
            if (verdict != expected) {
                wrong.add(verdict + " instead of " + expected + ": " + change);
            }
        });
        return wrong;
    }

    @Test
    void so_does_a_schema_validator() {
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(RequestSchema.published());
        List<String> wrong = new ArrayList<>();
        MUTANTS.forEach((change, mutant) -> {
            boolean taken = schema.validate(digits(mutant)).isEmpty();
            if (taken == (verdict(mutant) == Contract.Verdict.REFUSED)) {
                wrong.add(change);
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** The validator throws for an exponent that leads beyond a long. */
    private static JsonNode digits(JsonNode mutant) {
        String text = Mutants.text(Mutants.withoutNulls(mutant.deepCopy()));
        return RequestBody.JSON.readTree(text.replace("1E+30", "1" + "0".repeat(30)));
    }

    @Test
    void what_is_taken_can_be_written_and_reads_back() {
        long written =
                MUTANTS.entrySet().stream()
                        .filter(each -> !OUTSIDE_MANIFEST.matcher(each.getKey()).find())
                        .map(Map.Entry::getValue)
                        .map(mutant -> DECODER.decode(Incoming.record(null, Mutants.text(mutant))))
                        .filter(Decoded.Request.class::isInstance)
                        .map(decoded -> ((Decoded.Request) decoded).request())
                        .filter(CorpusTest::makesManifest)
                        .peek(ManifestRoundTrip::check)
                        .count();
        assertThat(written).isGreaterThan(300);
    }

    /** To some regular expressions these end a line, and a dot does not pass them. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u2028", "\\u2029"})
    void a_link_is_judged_beyond_the_end_of_its_line(String separator) {
        assertThat(withLink("https://uni.example/" + separator + "%zz"))
                .isInstanceOf(Decoded.Refused.class);
        assertThat(withLink("//" + separator)).isInstanceOf(Decoded.Request.class);
        assertThat(withLink("https://uni.example/" + separator + "%20"))
                .isInstanceOfSatisfying(
                        Decoded.Request.class, taken -> ManifestRoundTrip.check(taken.request()));
    }

    private Decoded withLink(String link) {
        String image =
                """
                {"source": {"uri": "https://h/a.png"}, "time": "PT1S", "url": "%s"}
                """
                        .formatted(link);
        String rest = Incoming.MINIMAL.substring(Incoming.MINIMAL.indexOf('{') + 1);
        return DECODER.decode(Incoming.record("a", "{\"images\": [" + image + "]," + rest));
    }

    private static boolean makesManifest(UploadRequest request) {
        return request.command() != Command.CANCEL
                && RequestRules.hasContent(request)
                && request.addToSession() == null;
    }

    @Test
    void no_verdict_has_changed() throws IOException {
        String verdicts =
                MUTANTS.entrySet().stream()
                        .map(each -> verdict(each.getValue()) + "\t" + each.getKey() + "\n")
                        .collect(Collectors.joining());
        if (Boolean.getBoolean("corpus.write")) {
            write(verdicts);
        }
        assertThat(verdicts).isEqualTo(Files.readString(FROZEN));
    }

    private static void write(String verdicts) {
        try {
            Path _ = Files.createDirectories(FROZEN.getParent());
            Path _ = Files.writeString(FROZEN, verdicts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Contract.Verdict verdict(JsonNode request) {
        return switch (DECODER.decode(Incoming.record(null, Mutants.text(request)))) {
            case Decoded.Refused _ -> Contract.Verdict.REFUSED;
            case Decoded.Request(UploadRequest read) ->
                    rules.check(read).isPresent()
                            ? Contract.Verdict.REFUSED_BEYOND_THE_SCHEMA
                            : Contract.Verdict.TAKEN;
        };
    }
}
