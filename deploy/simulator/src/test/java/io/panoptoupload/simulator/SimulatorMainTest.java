package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class SimulatorMainTest {
    @TempDir Path directory;

    @Test
    void help_names_every_option_every_operation_and_every_kind_of_fault() {
        StringWriter out = new StringWriter();
        int exit = SimulatorMain.commandLine().setOut(new PrintWriter(out)).execute("--help");
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains(
                        "--port",
                        "--https-port",
                        "--processing-delay",
                        "--data",
                        "--discard",
                        "--token-life",
                        "--upload-expiry",
                        "--strict",
                        "--credentials",
                        "--public-url");
        for (Operation operation : Operation.values()) {
            assertThat(operation == Operation.UNKNOWN || out.toString().contains(operation.text()))
                    .as(operation.text())
                    .isTrue();
        }
        for (FaultKind kind : FaultKind.values()) {
            assertThat(out.toString()).contains(kind.text());
        }
    }

    @Test
    void keeping_and_discarding_exclude_each_other() {
        StringWriter errors = new StringWriter();
        int exit =
                SimulatorMain.commandLine()
                        .setErr(new PrintWriter(errors))
                        .execute("--data", "x", "--discard");
        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("mutually exclusive");
    }

    @Test
    void a_port_in_use_and_a_broken_file_are_explained_in_a_line() throws Exception {
        Path credentials = Files.writeString(directory.resolve("c.json"), "{\"clients\": []}");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(errorOf("--https-port=-1", "--port=" + taken.getLocalPort()))
                    .hasSize(1)
                    .first(STRING)
                    .contains("panopto-simulator: ", "" + taken.getLocalPort());
        }
        assertThat(errorOf("--credentials=" + credentials).getFirst()).contains("users");
        assertThat(errorOf("--public-url=http://localhost/pages").getFirst())
                .contains("public address");
        assertThat(errorOf("--credentials=none.json").getFirst()).contains("none.json");
    }

    private static List<String> errorOf(String... arguments) {
        StringWriter errors = new StringWriter();
        int exit =
                SimulatorMain.commandLine()
                        .setErr(new PrintWriter(errors, true))
                        .execute(arguments);
        assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        return errors.toString().lines().toList();
    }

    @Test
    void it_runs_as_a_process_until_it_is_stopped() throws Exception {
        Path credentials = directory.resolve("credentials.json");
        Files.writeString(
                credentials,
                """
                {"clients": [{"id": "c", "secret": "s", "grants": ["password"]}],
                 "users": [{"name": "u", "password": "p"}],
                 "folders": [{"id": "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11", "name": "F"}]}
                """);
        Path data = directory.resolve("data");
        try (HttpClient http = HttpClient.newHttpClient();
                ChildProcess child =
                        new ChildProcess(
                                List.of(),
                                "--credentials=" + credentials,
                                "--data=" + data,
                                "--certificate-dir=" + directory)) {
            assertThat(child.printed("https")).startsWith("https://localhost:");
            assertThat(child.printed("certificate"))
                    .isEqualTo(directory.resolve("panopto-simulator.pem").toString());
            assertThat(Path.of(child.printed("certificate")))
                    .content()
                    .startsWith("-----BEGIN CERTIFICATE-----");

            Client client = Client.anonymous(http, child.httpUri());
            String token =
                    client.token("c:s", "password", "username=u&password=p&scope=api")
                            .expect(200)
                            .json()
                            .path("access_token")
                            .asString();
            TestUpload upload =
                    new TestUpload(
                            client,
                            client.withToken(token)
                                    .createUpload("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                                    .expect(201)
                                    .json());
            upload.file("a.mp4", "bytes");

            assertThat(child.stop().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(data.resolve(upload.id()).resolve("a.mp4")).hasContent("bytes");
        }
    }

    @Test
    void temporary_files_go_when_it_stops() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (HttpClient http = HttpClient.newHttpClient();
                ChildProcess child = new ChildProcess(List.of("-Djava.io.tmpdir=" + temporary))) {
            Client client = Client.anonymous(http, child.httpUri()).signedIn();
            client.begin().file("a.mp4", "bytes");
            assertThat(temporary).isNotEmptyDirectory();
            assertThat(child.stop().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(temporary).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "2s, PT2S", "PT2S, PT2S", "5m, PT5M", "1h, PT1H", "7d, PT168H"})
    void durations_are_read_as_people_write_them(String text, String expected) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.parse(expected));
    }

    @Test
    void a_duration_that_is_none_is_refused() {
        assertThatThrownBy(() -> new DurationConverter().convert("soon"))
                .isInstanceOf(CommandLine.TypeConversionException.class)
                .hasMessageContaining("soon");
    }

    @Test
    void a_process_of_sixty_four_megabytes_takes_three_hundred() throws Exception {
        byte[] part = Bytes.random(1, 25_000_000);
        try (HttpClient http = HttpClient.newHttpClient();
                ChildProcess child =
                        new ChildProcess(
                                List.of("-Xmx64m", "-XX:MaxDirectMemorySize=16m"),
                                "--discard",
                                "--https-port=-1")) {
            Client client = Client.anonymous(http, child.httpUri()).signedIn();
            TestUpload upload = client.begin();
            String uploadId = upload.createMultipart("a.mp4").element("UploadId");
            List<String> etags =
                    IntStream.rangeClosed(1, 12)
                            .parallel()
                            .mapToObj(number -> upload.putPart("a.mp4", uploadId, number, part))
                            .map(reply -> reply.expect(200).header("ETag"))
                            .toList();
            upload.complete("a.mp4", uploadId, etags).expect(200);
            // One body larger than all the memory there is.
            byte[] large = Bytes.random(2, 100_000_000);
            client.send("PUT", upload.target() + "/b.mp4", Map.of(), large).expect(200);
            assertThat(client.get("/simulator/ledger").json().get(0).path("bytesReceived").asLong())
                    .isEqualTo(12L * 25_000_000 + 100_000_000);
            assertThat(client.get("/simulator/ledger").body()).contains(Bytes.crc32(large));
        }
    }
}
