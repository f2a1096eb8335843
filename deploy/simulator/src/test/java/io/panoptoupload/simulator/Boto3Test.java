package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An uploader in python, with Amazon's own SDK: what corrupts uploads at Panopto corrupts them
 * here, and what does not, does not. Where python's boto3 is not installed, the tests are skipped
 * and say so; with {@code -Dchecks.required=true}, as in the project's own build, they fail.
 */
class Boto3Test {
    private static final String ABSENT =
            "no python3 has boto3; Debian's package python3-boto3 brings both";

    /** Longer than an upload of seconds can take, shorter than a build waits. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir static Path directory;

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.processingDelay(Duration.ZERO));

    private static String python = "";
    private final byte[] video = Bytes.random(1, 6 * TestUpload.MIB);

    @BeforeAll
    static void boto3IsInstalled() throws Exception {
        Optional<String> found = Optional.empty();
        // Debian's packages belong to Debian's python, whichever comes first on the path.
        for (String candidate : List.of("/usr/bin/python3", "python3")) {
            if (found.isEmpty() && run(candidate, "-c", "import boto3").exit() == 0) {
                found = Optional.of(candidate);
            }
        }
        if (found.isEmpty() && Boolean.getBoolean("checks.required")) {
            fail(ABSENT);
        }
        Assumptions.assumeTrue(found.isPresent(), ABSENT);
        python = found.orElseThrow();
    }

    @Test
    void the_settings_of_a_new_sdk_leave_its_framing_in_the_files_and_the_manifest_is_no_xml()
            throws Exception {
        JsonNode end = upload("sdk");
        assertThat(end.path("state").asInt()).isEqualTo(5);
        assertThat(end.path("message").asString())
                .isEqualTo("Data at the root level is invalid. Line 1, position 1.");
        Ledger.File stored = stored(end);
        assertThat(stored.sizeBytes()).isGreaterThan(video.length);
        assertThat(stored.crc32()).isNotEqualTo(Bytes.crc32(video));
    }

    @Test
    void the_old_signature_sends_the_bytes_and_nothing_else() throws Exception {
        JsonNode end = upload("old-signature");
        assertThat(end.path("state").asInt()).as(end.path("message").asString("")).isEqualTo(4);
        assertThat(stored(end))
                .isEqualTo(new Ledger.File("lecture.mp4", video.length, Bytes.crc32(video), 2, 0));
    }

    private JsonNode upload(String mode) throws Exception {
        Path file = Files.write(directory.resolve("lecture.mp4"), video);
        Path script =
                Path.of(Objects.requireNonNull(Boto3Test.class.getResource("uploader.py")).toURI());
        Run run =
                run(
                        python,
                        script.toString(),
                        simulator.simulator().httpsUri().toString(),
                        simulator.simulator().certificatePem().toString(),
                        Client.FOLDER,
                        file.toString(),
                        mode);
        assertThat(run.exit()).as(run.output()).isZero();
        return JsonMapper.shared().readTree(run.output());
    }

    private static Ledger.File stored(JsonNode end) {
        return simulator.simulator().ledger().uploads().stream()
                .filter(upload -> upload.id().equals(end.path("id").asString()))
                .flatMap(upload -> upload.files().stream())
                .filter(file -> file.name().equals("lecture.mp4"))
                .findFirst()
                .orElseThrow();
    }

    private record Run(int exit, String output) {}

    /** Runs to the end, without the settings that a person has for the SDK. */
    private static Run run(String... command) throws InterruptedException, IOException {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> Stream.of("AWS_", "PYTHON").anyMatch(name::startsWith));
        builder.environment().put("AWS_CONFIG_FILE", "/dev/null");
        builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        builder.environment().put("no_proxy", "*");
        Path output = Files.createTempFile(directory, "python", ".log");
        Process process;
        try {
            process = builder.redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            return new Run(-1, "there is no " + command[0]);
        }
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return new Run(-1, command[0] + " does not end: " + Files.readString(output, UTF_8));
        }
        return new Run(process.exitValue(), Files.readString(output, UTF_8));
    }
}
