package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.request.ContentDigest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * The program that docs/publishers.md shows for systems that speak HTTP. Without jq the test is
 * skipped; with {@code -Dchecks.required=true} it fails.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlExampleIT {
    private static final String TOKEN = "the recorder's \"token\", with C:\\new";

    private Path directory;
    private Site site;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        boolean present = Files.isExecutable(Path.of("/usr/bin/jq"));
        if (!present && Boolean.getBoolean("checks.required")) {
            fail("jq is not installed");
        }
        Assumptions.assumeTrue(present, "jq is not installed");
        this.directory = directory;
        String digest =
                HexFormat.of().formatHex(ContentDigest.sha256().digest(TOKEN.getBytes(UTF_8)));
        site =
                new Site(
                        directory,
                        List.of(),
                        List.of(
                                "--gateway.tokens.recorder.sha256=" + digest,
                                "--gateway.tokens.recorder.roles=publisher"));
        site.record("week-12.mp4");
    }

    @AfterAll
    void stop() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private record Ended(int status, String output, String errors) {}

    @Test
    void a_lecture_is_followed_to_where_it_can_be_watched_and_sent_again_is_the_same()
            throws Exception {
        Ended first = publish("lt1-7", "Größe der \"Übung\", Woche 12", "week-12.mp4");
        assertThat(first.status()).as(first.errors()).isZero();
        assertThat(first.output()).startsWith(site.simulator().httpUri().toString());

        assertThat(publish("lt1-7", "Größe der \"Übung\", Woche 12", "week-12.mp4"))
                .extracting(Ended::status, Ended::output)
                .containsExactly(0, first.output());
        assertThat(publish("lt1-7", "Another title", "week-12.mp4"))
                .satisfies(
                        conflict -> assertThat(conflict.status()).isNotZero(),
                        conflict -> assertThat(conflict.errors()).contains("\"status\":409"));
        assertThat(site.simulator().ledger().uploads()).hasSize(1);
    }

    @Test
    void one_that_fails_says_why() throws Exception {
        assertThat(publish("lt1-8", "Week 12", "absent.mp4"))
                .satisfies(
                        failed -> assertThat(failed.status()).isEqualTo(1),
                        failed -> assertThat(failed.errors()).contains("SOURCE_NOT_FOUND: "));
    }

    private Ended publish(String key, String title, String file)
            throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        ProcessBuilder example =
                new ProcessBuilder(
                                System.getProperty("publish.sh"),
                                site.page("").toString(),
                                key,
                                Site.FOLDER,
                                title,
                                site.capture(file).toString())
                        .redirectError(errors.toFile());
        example.environment().put("TOKEN", TOKEN);
        Process process = example.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output, Files.readString(errors));
    }
}
