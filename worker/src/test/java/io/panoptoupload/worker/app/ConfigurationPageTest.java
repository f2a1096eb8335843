package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Holds docs/configuration.md to the properties that there are: name, default and meaning come from
 * what Spring's processor makes of the records, and what is allowed from the lines of the check.
 * With {@code -Dpages.write=true} the page is written.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String MARK = "<!-- From here on generated (ConfigurationPageTest). -->\n";
    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";
    private static final String OF_TYPES = "/META-INF/spring/configuration-metadata/";

    @Test
    void the_page_has_every_property_as_it_is() throws IOException {
        Map<String, JsonNode> metadata = metadata();
        assertThat(metadata)
                .as("a property without @param")
                .allSatisfy((_, node) -> assertThat(node.has("description")).isTrue());
        assertThat(metadata.keySet()).containsAll(KnownProperties.names());

        Map<String, String> allowed = allowed();
        String tables =
                List.of("panopto", "worker", "worker.topics", "worker.sources").stream()
                        .map(group -> table(group, metadata, allowed))
                        .collect(Collectors.joining("\n"));
        String page = Files.readString(PAGE);
        String wanted = page.substring(0, page.indexOf(MARK)) + MARK + "\n" + tables;
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE))
                .as("write it again with -Dtest=ConfigurationPageTest -Dpages.write=true")
                .isEqualTo(wanted);
    }

    private static String table(
            String group, Map<String, JsonNode> metadata, Map<String, String> allowed) {
        return "## `%s`\n\n| property | default | allowed | |\n|---|---|---|---|\n%s"
                .formatted(
                        group,
                        KnownProperties.names().stream()
                                .filter(name -> group.equals(groupOf(name)))
                                .map(name ->
                                        row(
                                                name,
                                                requireNonNull(metadata.get(name)),
                                                allowed.getOrDefault(
                                                        name.replace(KnownProperties.ANY, "name"),
                                                        "")))
                                .collect(Collectors.joining()));
    }

    private static String groupOf(String name) {
        return List.of("worker.topics", "worker.sources", "worker", "panopto").stream()
                .filter(group -> name.startsWith(group + "."))
                .findFirst()
                .orElseThrow();
    }

    private static String row(String name, JsonNode metadata, String allowed) {
        String standard = metadata.path("defaultValue").asString("");
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        name,
                        standard.isEmpty() ? "" : "`" + standard + "`",
                        markdown(allowed),
                        markdown(metadata.get("description").asString()));
    }

    private static String markdown(String text) {
        return text.replaceAll("\\{@\\w+ ([^}]*)}", "`$1`")
                .replaceAll("(?<![`\\w])\\*(?!`)", "\\\\*")
                .replace("|", "\\|");
    }

    private static Map<String, JsonNode> metadata() {
        Map<String, JsonNode> all = new HashMap<>();
        read(METADATA).forEach(node -> all.put(node.get("name").asString(), node));
        types().forEach((map, type) -> {
            all.remove("worker.sources." + map);
            read(OF_TYPES + type.getName() + ".json")
                    .forEach(node ->
                            all.put(
                                    "worker.sources.%s.%s.%s"
                                            .formatted(map, KnownProperties.ANY, named(node)),
                                    node));
        });
        return all;
    }

    /** In a map of texts, a name is the site's. */
    private static String named(JsonNode node) {
        String name = node.get("name").asString();
        return node.path("type").asString("").startsWith("java.util.Map<")
                ? name + "." + KnownProperties.ANY
                : name;
    }

    private static Map<String, Class<?>> types() {
        return Map.of(
                "s3",
                SourceProperties.Account.class,
                "credentials",
                SourceProperties.Credential.class);
    }

    private static JsonNode read(String resource) {
        try (InputStream json = WorkerProperties.class.getResourceAsStream(resource)) {
            return JsonMapper.shared().readTree(requireNonNull(json, resource)).get("properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By property, from the lines about values that are wrong or missing. */
    private static Map<String, String> allowed() {
        Map<String, Object> wrong = new HashMap<>();
        KnownProperties.names()
                .forEach(name -> wrong.put(name.replace(KnownProperties.ANY, "name"), "?"));
        Map<String, String> allowed = new HashMap<>();
        List.of(
                        wrong,
                        with("panopto.oauth.grant", "password"),
                        with("panopto.oauth.grant", "refresh-token"),
                        with("worker.sources.s3.name.region", "?"))
                .forEach(properties ->
                        lines(properties)
                                .forEach(line -> {
                                    int colon = line.indexOf(": ");
                                    int text = line.indexOf("allowed: ");
                                    if (text > 0) {
                                        allowed.putIfAbsent(
                                                line.substring(0, colon),
                                                line.substring(text + "allowed: ".length()));
                                    }
                                }));
        return allowed;
    }

    private static Map<String, Object> with(String name, String value) {
        return Map.of(name, value);
    }

    private static List<String> lines(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        try {
            ConfigurationCheck.check(environment);
            return List.of();
        } catch (ConfigurationFault e) {
            return e.lines();
        }
    }
}
