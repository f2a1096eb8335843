package io.panoptoupload.standalone.machine;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;

import tools.jackson.databind.json.JsonMapper;

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
        String json = new JsonMapper().writeValueAsString(properties);
        // Otherwise the heap begins with a 64th of the machine's memory, whatever is needed of it.
        return JavaCommand.jar(called, jar)
                .jvmOptions("@" + programs.jvmOptions(), "-Xms32m")
                .classArchive(programs.classArchive(called))
                .environment("SPRING_APPLICATION_JSON", json);
    }

    URI page(String path) {
        return URI.create("http://127.0.0.1:" + properties.get("server.port") + "/" + path);
    }
}
