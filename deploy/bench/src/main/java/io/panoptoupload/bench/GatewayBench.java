package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** What the gateway needs to show many uploads, and to send events to many listeners. */
final class GatewayBench {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int OPEN = 2000;
    private static final int LISTENERS = 1000;
    private static final int EVENTS_PER_SECOND = 200;
    private static final Duration LISTENING = Duration.ofSeconds(60);
    private static final int CALLS = 200;
    private static final Pattern RESTORED =
            Pattern.compile("(\\d+) uploads read from \\S+ in (\\d+) ms");

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    GatewayBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /** So many finished uploads, and 2,000 open ones. */
    void run(int finished) throws IOException, InterruptedException, ExecutionException {
        Recording recording = Recording.random(directory.resolve("small.mp4"), 64 << 10);
        try (Rig rig = new Rig(top, directory)) {
            ChildProcess worker = rig.worker(Rig.unlimited());
            try (Requests requests = rig.requests()) {
                requests.publish("finished-0000000", recording);
                var _ = requests.await(1, event -> event instanceof OutcomeEvent.Completed, LIMIT);
                Instant farDay = Instant.now().plus(Duration.ofDays(300));
                requests.publish(List.of("open-0000000"), recording, farDay);
                var _ = requests.await(2, event -> event instanceof OutcomeEvent.Accepted, LIMIT);
            }
            worker.close();
            JournalCopies journal = new JournalCopies(rig.bootstrapServers());
            journal.write("finished-0000000", finished - 1);
            journal.write("open-0000000", OPEN - 1);
            ChildProcess gateway = rig.gateway();
            out.println(uploads(gateway));
            out.println(Posts.run(Rig.at(gateway, "/api/v1/uploads")));
            out.println(listeners(rig, gateway));
        }
    }

    private static Table uploads(ChildProcess gateway) throws IOException, InterruptedException {
        var restored = gateway.awaitLine(RESTORED, LIMIT);
        Table table =
                new Table(restored.group(1) + " uploads", "ms, median", "ms, 99 %", "ms, longest");
        table.row("restored", restored.group(2));
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String path :
                    List.of(
                            "/",
                            "/api/v1/uploads?limit=50",
                            "/api/v1/uploads?limit=50&state=waiting",
                            "/api/v1/uploads?limit=50&q=nothing-has-this",
                            "/workers")) {
                HttpRequest request = HttpRequest.newBuilder(Rig.at(gateway, path)).build();
                List<Double> warm = calls(http, request);
                warm.clear();
                List<Double> times = calls(http, request);
                Collections.sort(times);
                table.row(
                        path,
                        "%.0f".formatted(times.get(CALLS / 2)),
                        "%.0f".formatted(times.get(CALLS * 99 / 100)),
                        "%.0f".formatted(times.getLast()));
            }
        }
        return table;
    }

    private static List<Double> calls(HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            long begun = System.nanoTime();
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            times.add((System.nanoTime() - begun) / 1e6);
            if (response.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + ": " + response.statusCode());
            }
        }
        return times;
    }

    private static Table listeners(Rig rig, ChildProcess gateway)
            throws IOException, InterruptedException, ExecutionException {
        URI address = Rig.at(gateway, "/");
        Table table =
                new Table(
                        LISTENERS + " listeners, " + EVENTS_PER_SECOND + " events/s",
                        "heard",
                        "ms, median",
                        "ms, 99 %",
                        "ms, 99.9 %",
                        "CPU-s/s",
                        "RSS MiB",
                        "cut");
        try (Listeners listeners = new Listeners()) {
            for (int listener = 0; listener < LISTENERS; listener++) {
                listeners.add(address);
            }
            Thread reader = Thread.ofPlatform().name("listeners").daemon().start(listeners::read);
            // A stream begins once the gateway has answered.
            Thread.sleep(Duration.ofSeconds(3));
            double before = ProcFiles.cpuSeconds(gateway.pid());
            int sent = Events.publish(rig.bootstrapServers(), EVENTS_PER_SECOND, LISTENING);
            Thread.sleep(Duration.ofSeconds(3));
            double cpu = ProcFiles.cpuSeconds(gateway.pid()) - before;
            reader.interrupt();
            reader.join();
            table.row(
                    "each",
                    "%.3f %%".formatted(100.0 * listeners.heard() / sent / LISTENERS),
                    String.valueOf(listeners.delay(0.5)),
                    String.valueOf(listeners.delay(0.99)),
                    String.valueOf(listeners.delay(0.999)),
                    "%.2f".formatted(cpu / LISTENING.toSeconds()),
                    String.valueOf(Math.round(ProcFiles.peakMebibytes(gateway.pid()))),
                    String.valueOf(listeners.ended()));
        }
        try (SocketChannel slow = Listeners.ask(address)) {
            Events.flood(rig.bootstrapServers());
            table.row("one that reads nothing, 48 MiB behind it", isCut(slow) ? "cut" : "not cut");
        }
        return table;
    }

    /** Whether the connection has an end, once everything that was on the way is read. */
    private static boolean isCut(SocketChannel slow) throws IOException, InterruptedException {
        Thread.sleep(Duration.ofSeconds(30));
        slow.configureBlocking(false);
        var buffer = ByteBuffer.allocate(1 << 20);
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try {
            while (System.nanoTime() < end) {
                if (slow.read(buffer.clear()) < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
