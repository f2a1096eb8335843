package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.Patience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A worker that runs as a process of its own. */
final class WorkerProcess implements AutoCloseable {
    private static final Duration START = Patience.LIMIT;
    private static final Pattern PORT = Pattern.compile("health and metrics on port (\\d+)");

    private final String name;
    private final ChildProcess process;

    WorkerProcess(String name, ChildProcess process) {
        this.name = name;
        this.process = process;
    }

    String name() {
        return name;
    }

    ChildProcess process() {
        return process;
    }

    /** Waits until all partitions that the worker has are open. */
    void awaitReady() {
        process.awaitHttp(at("/actuator/health/readiness"), START);
    }

    /** What Prometheus would scrape. */
    String metrics() {
        return get("/actuator/prometheus");
    }

    /** Whether and why not, as an operator reads it. */
    String readiness() {
        return get("/actuator/health/readiness");
    }

    String get(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(at(path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All of its platform threads. */
    String threads() {
        return jcmd("Thread.print");
    }

    /** The virtual ones as well. */
    String virtualThreads(Path file) throws IOException {
        String _ = jcmd("Thread.dump_to_file", "-overwrite", "-format=json", file.toString());
        return Files.readString(file);
    }

    private String jcmd(String... words) {
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
            command.add(Long.toString(process.pid()));
            command.addAll(List.of(words));
            Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes on the heap after a full collection. */
    long liveHeap() {
        String _ = jcmd("GC.run");
        return metrics()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{"))
                .filter(line -> line.contains("area=\"heap\""))
                .mapToLong(
                        line -> (long) Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .sum();
    }

    URI at(String path) {
        String port = process.awaitLine(PORT, START).group(1);
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** By SIGTERM, and waits until it has ended in order. */
    void stop() {
        process.terminate();
        assertThat(process.awaitExit(Patience.LIMIT)).isIn(0, 143);
    }

    void kill9() {
        process.kill9();
    }

    String log() {
        return process.outputSoFar();
    }

    @Override
    public void close() {
        process.close();
    }
}
