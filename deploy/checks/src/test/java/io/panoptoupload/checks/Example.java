package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs that docs/publishers.md shows: each publishes one lecture. */
enum Example {
    PYTHON(
            "publish.py",
            "import confluent_kafka",
            "Debian's package python3-confluent-kafka",
            "/usr/bin/python3"),
    JAVASCRIPT(
            "publish.js",
            "require('kafkajs')",
            "npm install --prefix target/npm kafkajs@2, at the root,",
            "node"),
    JAVA("Publish.java", "", "the JDK", java(), "-cp", System.getProperty("java.class.path"));

    private final String file;
    private final String useOfItsLibrary;
    private final String whatBringsIt;

    @SuppressWarnings("ImmutableEnumChecker") // it is: List.of
    private final List<String> interpreter;

    Example(String file, String useOfItsLibrary, String whatBringsIt, String... interpreter) {
        this.file = file;
        this.useOfItsLibrary = useOfItsLibrary;
        this.whatBringsIt = whatBringsIt;
        this.interpreter = List.of(interpreter);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Where its library is not installed, the test is skipped, or fails with {@code
     * checks.required}.
     */
    void publish(String... arguments) throws IOException, InterruptedException {
        if (!useOfItsLibrary.isEmpty()) {
            String option = interpreter.getFirst().equals("node") ? "-e" : "-c";
            boolean present = run(option, useOfItsLibrary).status() == 0;
            String absent =
                    file + ": " + whatBringsIt + " brings its library, which is not installed";
            if (!present && Boolean.getBoolean("checks.required")) {
                fail(absent);
            }
            Assumptions.assumeTrue(present, absent);
        }
        List<String> words = new ArrayList<>(List.of(program().toString()));
        words.addAll(List.of(arguments));
        Ended ended = run(words.toArray(String[]::new));
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    private Path program() {
        return Repository.path("deploy/examples/" + file);
    }

    private record Ended(int status, String output) {}

    private Ended run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(interpreter);
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("NODE_PATH", Repository.path("target/npm/node_modules").toString());
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            return new Ended(-1, e.toString());
        }
    }
}
