package io.panoptoupload.checks;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docker-compose.yml} and the {@code Dockerfile} say of processes: their settings and
 * commands, apart from what only a container gives, which is addresses and paths.
 */
final class Compose {
    private static final Pattern ENTRYPOINT = Pattern.compile("^ENTRYPOINT (\\[.*])$");
    private static final Pattern BOUNDARY = Pattern.compile(".*(LISTENER|QUORUM|LOG_DIRS).*");

    private final JsonNode file = Repository.tree("docker-compose.yml");

    Set<String> services() {
        return Set.copyOf(file.get("services").propertyNames());
    }

    JsonNode service(String name) {
        return file.get("services").get(name);
    }

    /** As the image of Kafka turns variables into settings: KAFKA_A_B is a.b. */
    Map<String, String> brokerSettings() {
        Map<String, String> settings = new TreeMap<>();
        environment("kafka")
                .forEach((variable, value) -> {
                    if (!BOUNDARY.matcher(variable).matches()) {
                        String name = variable.substring("KAFKA_".length()).replace('_', '.');
                        settings.put(name.toLowerCase(Locale.ROOT), value);
                    }
                });
        return settings;
    }

    Map<String, String> environment(String service) {
        Map<String, String> variables = new TreeMap<>();
        service(service)
                .get("environment")
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asString()));
        return variables;
    }

    List<String> command(String service) {
        return service(service).get("command").valueStream().map(JsonNode::stringValue).toList();
    }

    /** Options of the JVM in the image of that stage, a file of them where it lies here. */
    List<String> jvmOptions(String stage) {
        return words(stage, "\"(-X[^\"]*|@[^\"]*)\"").stream()
                .map(word ->
                        word.replaceFirst("^@/app/", "@" + Repository.path("deploy/bin") + "/"))
                .toList();
    }

    /** Where the program is in the image of that stage. */
    String jar(String stage) {
        return words(stage, "\"([^\"]*\\.jar)\"").getFirst();
    }

    private static List<String> words(String stage, String which) {
        boolean inside = false;
        for (String line : Repository.text("Dockerfile").lines().toList()) {
            if (line.startsWith("FROM ")) {
                inside = line.endsWith(" AS " + stage);
            }
            Matcher entry = ENTRYPOINT.matcher(line);
            if (inside && entry.matches()) {
                return words(Pattern.compile(which), entry.group(1));
            }
        }
        throw new IllegalStateException("The Dockerfile has no entry point of " + stage);
    }

    private static List<String> words(Pattern which, String entrypoint) {
        return which.matcher(entrypoint).results().map(word -> word.group(1)).toList();
    }
}
