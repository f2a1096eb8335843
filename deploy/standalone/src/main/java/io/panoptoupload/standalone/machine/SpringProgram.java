package io.panoptoupload.standalone.machine;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A worker or a gateway as the packaged program that it is.
 *
 * @param name as messages call it
 * @param properties its own, with its {@code server.port}; they go through the environment, where
 *     other users of the machine cannot read the secrets among them
 * @param programs where the JVM keeps the classes of each of its commands
 */
record SpringProgram(
        String name, Path jar, Path log, Map<String, String> properties, Installation programs)
        implements Supervisor.Program {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final String JSON_VARIABLE = "SPRING_APPLICATION_JSON";
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public ChildProcess start() {
        ChildProcess process = command(name).start(log);
        try {
            process.awaitHttp(page("actuator/health/liveness"), START_LIMIT);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return process;
    }

    /** Its command {@code watch-folder}, with the same properties. */
    ChildProcess watchFolder(Path output, Path watched, List<String> words) {
        return command("watch-folder")
                .arguments("watch-folder", watched.toString())
                .arguments(words)
                .start(output);
    }

    private JavaCommand command(String called) {
        // Otherwise the heap begins with a 64th of the machine's memory, whatever is needed of it.
        return JavaCommand.jar(called, jar)
                .jvmOptions("@" + programs.jvmOptions(), "-Xms32m")
                .classArchive(programs.classArchive(called))
                .environment(JSON_VARIABLE, json(properties, System.getenv(JSON_VARIABLE)));
    }

    /**
     * The properties as Spring reads them from one variable, above what the site itself says there.
     *
     * @param site what that variable says; null if it is not set
     * @throws ChildFailure if it is no JSON object
     */
    static String json(Map<String, String> properties, @Nullable String site) {
        String given = properties.getOrDefault("spring.application.json", site);
        try {
            ObjectNode all =
                    given == null || given.isBlank()
                            ? JSON.createObjectNode()
                            : JSON.readValue(given, ObjectNode.class);
            properties.forEach(all::put);
            return JSON.writeValueAsString(all);
        } catch (JacksonException e) {
            throw new ChildFailure("%s is not a JSON object".formatted(JSON_VARIABLE));
        }
    }

    URI page(String path) {
        return URI.create("http://127.0.0.1:" + properties.get("server.port") + "/" + path);
    }
}
