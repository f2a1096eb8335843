package io.panoptoupload.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The simulator as a process of its own, read as a script would read it. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Map<String, String> printed = new HashMap<>();

    ChildProcess(List<String> jvmOptions, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmOptions);
        line.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatorMain.class.getName()));
        line.addAll(List.of(arguments));
        process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String text = out.readLine(); text != null; text = out.readLine()) {
            if (text.equals("ready")) {
                return;
            }
            int equals = text.indexOf('=');
            printed.put(text.substring(0, equals), text.substring(equals + 1));
        }
        throw new IOException("it ended without being ready, with " + printed);
    }

    URI httpUri() {
        return URI.create(printed("http"));
    }

    String printed(String name) {
        return printed.getOrDefault(name, "");
    }

    /** Asks it to stop. */
    Process stop() {
        process.destroy();
        return process;
    }

    @Override
    public void close() {
        stop().onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
