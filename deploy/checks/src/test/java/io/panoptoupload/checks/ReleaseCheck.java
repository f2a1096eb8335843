package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a release, as {@code deploy/release} made them. Not a part of any suite: the name
 * keeps it out, and {@code deploy/release} asks for it with {@code -Drelease.directory}.
 */
class ReleaseCheck {
    private static final Path RELEASE = Path.of(System.getProperty("release.directory"));
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What may be given away with the worker without asking anybody. */
    private static final Set<String> LICENCES =
            Set.of(
                    "Apache-2.0",
                    "MIT",
                    "MIT-0",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "CC0-1.0",
                    "EPL-2.0",
                    "Go License");

    /** Dependencies without code, which Spring Boot leaves out of an executable jar. */
    private static final Pattern STARTER =
            Pattern.compile("spring-boot-starter(-.*)?-[\\d.]+\\.jar");

    /** What Spring Boot adds to it, to unpack it with. */
    private static final Pattern JAR_TOOLS =
            Pattern.compile("spring-boot-jarmode-tools-[\\d.]+\\.jar");

    static List<String> programs() {
        return List.of(
                "panopto-upload-worker",
                "panopto-gateway",
                "panopto-simulator",
                "panopto-standalone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"panopto-upload-worker", "panopto-simulator", "panopto-standalone"})
    void a_jar_starts_and_says_what_it_can_do(String program) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String jar = RELEASE.resolve(program + ".jar").toString();
        assertThat(said(java.toString(), "-jar", jar, "--help")).contains("--help");
    }

    @Test
    void the_command_line_runs_where_its_archive_was_unpacked(@TempDir Path prefix)
            throws Exception {
        String archive = file("panopto-upload-\\d.*\\.tar\\.gz").toString();
        said("tar", "-xzf", archive, "-C", prefix.toString(), "--strip-components=1");

        String command = prefix.resolve("bin/panopto-upload").toString();
        assertThat(said(command, "submit", "--help")).contains("--dry-run");
        assertThat(prefix.resolve("lib/jvm.options"))
                .hasSameTextualContentAs(Repository.path("deploy/bin/jvm.options"));
        assertThat(prefix.resolve("share/man/man1/panopto-upload-submit.1"))
                .content()
                .contains("dry\\-run");
        assertThat(prefix.resolve("share/bash-completion/completions/panopto-upload"))
                .content()
                .contains("--dry-run");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void the_list_of_components_has_what_is_in_the_jar_and_nothing_else(String program)
            throws IOException {
        Set<String> listed = new TreeSet<>();
        components(program).forEach(component -> listed.add(fileName(component)));
        listed.removeIf(name -> STARTER.matcher(name).matches());

        try (JarFile jar = new JarFile(RELEASE.resolve(program + ".jar").toFile())) {
            assertThat(
                            jar.stream()
                                    .map(JarEntry::getName)
                                    .filter(name ->
                                            name.startsWith("BOOT-INF/lib/")
                                                    && name.endsWith(".jar"))
                                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                                    .filter(name -> !JAR_TOOLS.matcher(name).matches()))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void each_component_has_a_licence_that_lets_it_be_given_away(String program)
            throws IOException {
        assertThat(components(program))
                .allSatisfy(component ->
                        assertThat(licences(component))
                                .as(fileName(component))
                                .containsAnyElementsOf(LICENCES));
    }

    @Test
    void the_programs_in_the_standalone_are_those_of_the_release() throws IOException {
        try (JarFile jar = new JarFile(RELEASE.resolve("panopto-standalone.jar").toFile())) {
            for (String program : List.of("panopto-upload-worker", "panopto-simulator")) {
                JarEntry inner = jar.getJarEntry("BOOT-INF/classes/programs/" + program + ".jar");
                assertThat(sha256(jar.getInputStream(inner).readAllBytes()))
                        .isEqualTo(sha256(Files.readAllBytes(RELEASE.resolve(program + ".jar"))));
            }
        }
    }

    @Test
    void the_chart_can_be_rendered(@TempDir Path directory) throws Exception {
        Path chart = file("panopto-upload-worker-\\d.*\\.tgz");
        Tool.named("tar", "tar").run(chart, "-xzf", "-", "-C", directory.toString());
        String rendered =
                new Helm(directory.resolve("panopto-upload-worker"))
                        .template()
                        .withKubeVersion("1.31")
                        .withValuesFile(Repository.path("deploy/helm/examples/least.yaml"))
                        .call();
        assertThat(rendered).contains("kind: Deployment");
    }

    @Test
    void the_image_is_the_kind_of_archive_that_the_forge_is_told_to_copy() throws Exception {
        String image = file("-image\\.tar").toString();
        assertThat(said("tar", "-tf", image).lines()).contains("oci-layout", "index.json");
        assertThat(Repository.text(".github/workflows/release.yml")).contains("\"oci-archive:");
    }

    @Test
    void the_archive_of_the_contract_has_every_schema_of_the_messages_jar() throws IOException {
        assertThat(names(file("-schemas.zip")))
                .contains("asyncapi.yaml")
                .containsAll(
                        names(file("messages-\\d[^-]*(-SNAPSHOT)?.jar")).stream()
                                .filter(name -> name.contains("/schema/") && name.endsWith(".json"))
                                .map(name -> name.substring(name.indexOf("schema/")))
                                .toList());
        assertThat(names(file("-sources.jar")))
                .anyMatch(name -> name.endsWith("UploadRequest.java"));
        assertThat(names(file("-javadoc.jar")))
                .anyMatch(name -> name.endsWith("UploadRequest.html"));
    }

    @Test
    void every_file_has_its_checksum() throws IOException {
        List<String> sums = Files.readAllLines(RELEASE.resolve("SHA256SUMS"));
        try (Stream<Path> files = Files.list(RELEASE)) {
            assertThat(
                            files.filter(file -> !file.endsWith("SHA256SUMS"))
                                    .map(file -> {
                                        try {
                                            return sha256(Files.readAllBytes(file))
                                                    + "  "
                                                    + file.getFileName();
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    }))
                    .containsExactlyInAnyOrderElementsOf(sums);
        }
    }

    /** What a program that ends well has said. */
    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static List<JsonNode> components(String program) throws IOException {
        JsonNode sbom = JSON.readTree(RELEASE.resolve(program + ".cdx.json").toFile());
        return sbom.get("components").valueStream().toList();
    }

    private static String fileName(JsonNode component) {
        Matcher classifier =
                Pattern.compile("classifier=([^&]+)").matcher(component.path("purl").asText());
        return component.get("name").asText()
                + "-"
                + component.get("version").asText()
                + (classifier.find() ? "-" + classifier.group(1) : "")
                + ".jar";
    }

    private static Set<String> licences(JsonNode component) {
        return component
                .path("licenses")
                .valueStream()
                .map(node -> node.path("license"))
                .map(licence -> licence.path("id").asText(licence.path("name").asText()))
                .collect(Collectors.toSet());
    }

    private static Path file(String pattern) throws IOException {
        Pattern name = Pattern.compile(".*" + pattern);
        try (Stream<Path> files = Files.list(RELEASE)) {
            return files.filter(file -> name.matcher(file.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Set<String> names(Path archive) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile())) {
            return jar.stream().map(JarEntry::getName).collect(Collectors.toSet());
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
