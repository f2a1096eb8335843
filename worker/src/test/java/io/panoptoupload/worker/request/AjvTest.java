package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The corpus once more, judged by the validator that JavaScript's producers use. Where node or its
 * package ajv is not installed (npm install --prefix target/npm ajv@8, at the root), the test is
 * skipped and says so; with {@code -Dchecks.required=true}, as in the project's own build, it
 * fails.
 */
@Tag("full")
class AjvTest {
    private static final String ABSENT =
            "node has no package ajv; npm install --prefix target/npm ajv@8 brings it";

    private static final String SCRIPT =
            """
            const fs = require('fs');
            const Ajv = require('ajv/dist/2020').default;
            const [schema, requests] = process.argv.slice(1).map(file => fs.readFileSync(file, 'utf8'));
            const ajv = new Ajv({validateFormats: false, strictTypes: false, strictRequired: false});
            const validate = ajv.compile(JSON.parse(schema));
            requests.trimEnd().split('\\n').forEach(line => console.log(validate(JSON.parse(line))));
            """;

    @TempDir Path directory;

    @Test
    void ajv_decides_as_the_contract_says() throws Exception {
        requireAjv();
        List<String> changes = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Mutants.of(CorpusTest.SEED)
                .forEach((change, mutant) -> {
                    JsonNode request = Mutants.withoutNulls(mutant.deepCopy());
                    boolean taken = Contract.verdict(request) != Contract.Verdict.REFUSED;
                    changes.add(change);
                    requests.add(Mutants.text(request));
                    expected.add(taken + ": " + change);
                });
        List<String> verdicts =
                node(
                                "-e",
                                SCRIPT,
                                file("schema.json", RequestSchema.published().toString()),
                                file("requests.jsonl", String.join("\n", requests)))
                        .lines()
                        .toList();
        assertThat(verdicts).hasSameSizeAs(changes);
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            actual.add(verdicts.get(i) + ": " + changes.get(i));
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static void requireAjv() throws InterruptedException {
        boolean found;
        try {
            found = node("-e", "require('ajv/dist/2020'); console.log('found')").contains("found");
        } catch (IOException e) {
            found = false;
        }
        if (!found && Boolean.getBoolean("checks.required")) {
            fail(ABSENT);
        }
        Assumptions.assumeTrue(found, ABSENT);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static String node(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        ProcessBuilder node = new ProcessBuilder(command).redirectErrorStream(true);
        Path modules = Path.of("../target/npm/node_modules").toAbsolutePath().normalize();
        node.environment().put("NODE_PATH", modules.toString());
        Process process = node.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
