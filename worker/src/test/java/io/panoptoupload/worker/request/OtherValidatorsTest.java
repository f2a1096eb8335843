package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The corpus once more, judged by the validators that producers in other languages use. Where one
 * is not installed, its test is skipped and says so; with {@code -Dchecks.required=true}, as in the
 * project's own build, it fails.
 */
@Tag("full")
class OtherValidatorsTest {
    /** Each prints a line, true or false, for each line of the requests. */
    enum Validator {
        AJV(
                "node",
                "-e",
                "npm install --prefix target/npm ajv@8, at the root",
                """
                const fs = require('fs');
                const Ajv = require('ajv/dist/2020').default;
                const [schema, requests] = process.argv.slice(1).map(file => fs.readFileSync(file, 'utf8'));
                const ajv = new Ajv({validateFormats: false, strictTypes: false, strictRequired: false});
                const validate = ajv.compile(JSON.parse(schema));
                requests.trimEnd().split('\\n').forEach(line => console.log(validate(JSON.parse(line))));
                """,
                "require('ajv/dist/2020'); console.log('found')"),
        JSONSCHEMA(
                "/usr/bin/python3",
                "-c",
                "Debian's python3-jsonschema",
                """
                import json, sys
                from jsonschema import Draft202012Validator
                schema, requests = (open(file, encoding='utf-8').read() for file in sys.argv[1:])
                validator = Draft202012Validator(json.loads(schema))
                for line in requests.rstrip('\\n').split('\\n'):
                    print('true' if validator.is_valid(json.loads(line)) else 'false')
                """,
                "import jsonschema; print('found')");

        private final String interpreter;
        private final String option;
        private final String remedy;
        private final String program;
        private final String probe;

        Validator(String interpreter, String option, String remedy, String program, String probe) {
            this.interpreter = interpreter;
            this.option = option;
            this.remedy = remedy;
            this.program = program;
            this.probe = probe;
        }
    }

    /** To Python's regular expressions, what stands before it is the end as well. */
    private static final String FINAL_LINE_FEED = "\\n\"";

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void it_decides_as_the_contract_says(Validator validator) throws Exception {
        require(validator);
        List<String> changes = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Mutants.of(CorpusTest.SEED)
                .forEach((change, mutant) -> {
                    if (validator == Validator.JSONSCHEMA && change.endsWith(FINAL_LINE_FEED)) {
                        return;
                    }
                    JsonNode request = Mutants.withoutNulls(mutant.deepCopy());
                    boolean taken = Contract.verdict(request) != Contract.Verdict.REFUSED;
                    changes.add(change);
                    requests.add(Mutants.text(request));
                    expected.add(taken + ": " + change);
                });
        List<String> verdicts =
                run(
                                validator,
                                validator.program,
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

    private static void require(Validator validator) throws InterruptedException {
        boolean found;
        try {
            found = run(validator, validator.probe).contains("found");
        } catch (IOException e) {
            found = false;
        }
        String absent = "%s is not installed; %s brings it".formatted(validator, validator.remedy);
        if (!found && Boolean.getBoolean("checks.required")) {
            fail(absent);
        }
        Assumptions.assumeTrue(found, absent);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static String run(Validator validator, String program, String... files)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(validator.interpreter, validator.option, program));
        command.addAll(List.of(files));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Path modules = Path.of("../target/npm/node_modules").toAbsolutePath().normalize();
        builder.environment().put("NODE_PATH", modules.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
