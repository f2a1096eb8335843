package io.panoptoupload.standalone.demo;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.standalone.machine.Directories;
import io.panoptoupload.standalone.machine.Installation;
import io.panoptoupload.standalone.machine.Machine;

import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** Uploads the sample lecture to a simulator of Panopto, from the request to the proof. */
public final class Demo {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(2);

    private final Path jar;
    private final boolean keep;
    private final @Nullable Path gateway;
    private final Path directory;
    private final Display display = Display.ofThisProcess();

    private Demo(Path jar, boolean keep, @Nullable Path gateway, Path directory) {
        this.jar = jar;
        this.keep = keep;
        this.gateway = gateway;
        this.directory = directory;
    }

    /**
     * Runs the demo in a temporary directory, which stays only when it failed, for its logs.
     *
     * @param jar the standalone's own, with the programs
     * @param keep stay until interrupted, with everything running
     * @param gateway the jar of a gateway to start once the lecture is uploaded, if it stays
     * @return the exit status
     */
    public static int run(Path jar, boolean keep, @Nullable Path gateway)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("panopto-demo-").toRealPath();
        Demo demo = new Demo(jar, keep, gateway, directory);
        boolean failed = false;
        try {
            demo.run();
            return 0;
        } catch (InterruptException _) {
            throw new InterruptedException("stopped");
        } catch (DemoFailure | ChildFailure e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            failed = true;
            demo.explain(e);
            return 1;
        } finally {
            Directories.delete(failed ? directory.resolve("lib") : directory);
        }
    }

    private void explain(RuntimeException failure) {
        display.fail(
                failure instanceof ChildFailure child
                        ? child.reason()
                        : String.valueOf(failure.getMessage()));
        display.say("The logs are in " + directory.resolve("logs"));
    }

    private void run() throws IOException, InterruptedException {
        display.say("starting a simulator of Panopto, a Kafka broker and the worker");
        Installation programs = Installation.unpack(jar, directory.resolve("lib"));
        SampleLecture lecture = SampleLecture.unpack(directory.resolve("lecture"));
        try (Simulator simulator = Simulator.start(programs.simulatorJar(), directory)) {
            display.say("simulator at " + simulator.baseUrl());
            try (Machine machine = machine(programs, simulator)) {
                machine.start(OutputStream.nullOutputStream());
                machine.awaitWorker("actuator/health/readiness", START_LIMIT);
                display.say("broker at " + machine.bootstrapServers());
                display.say("worker at " + machine.workerPage(""));
                upload(lecture, simulator, machine);
                if (keep) {
                    stay(simulator, machine);
                }
            }
        }
    }

    private void stay(Simulator simulator, Machine machine)
            throws IOException, InterruptedException {
        System.out.println("Simulator  " + simulator.page());
        System.out.println("Metrics    " + machine.workerPage("actuator/prometheus"));
        CountDownLatch untilInterrupted = new CountDownLatch(1);
        if (gateway == null) {
            display.say("running until Ctrl-C");
            untilInterrupted.await();
            return;
        }
        URI page =
                machine.startGateway(
                        gateway, Map.of("server.port", Integer.toString(FreePorts.next())));
        System.out.println("Uploads    " + page);
        display.say("running until Ctrl-C");
        untilInterrupted.await();
    }

    private Machine machine(Installation programs, Simulator simulator) {
        Map<String, String> properties = new TreeMap<>(simulator.workerProperties());
        properties.put("worker.sources.file-roots", directory.resolve("lecture").toString());
        properties.put("worker.topics.partitions", "4");
        properties.put("worker.checkpoint-interval", "250ms");
        properties.put("worker.processing.first-poll", "500ms");
        properties.put("worker.processing.max-poll", "1s");
        properties.put("server.port", "0");
        return new Machine(directory, programs, FreePorts.next(), properties, display::say);
    }

    private void upload(SampleLecture lecture, Simulator simulator, Machine machine)
            throws IOException, InterruptedException {
        UploadRequest request = lecture.request("demo-" + UUID.randomUUID());
        Conversation conversation = new Conversation(machine.bootstrapServers());
        conversation.publish(request);
        display.say("request " + request.requestId() + " published: " + request.title());
        Narration narration = new Narration(display);
        OutcomeEvent end =
                conversation.follow(request.requestId(), UPLOAD_LIMIT, narration::narrate);
        switch (end) {
            case OutcomeEvent.Completed completed ->
                    Result.print(
                            System.out,
                            completed,
                            simulator.ledger().prove(completed.sessionId(), lecture.files()));
            case OutcomeEvent.Rejected rejected -> throw notUploaded("rejected", rejected.error());
            case OutcomeEvent.Failed failed -> throw notUploaded("failed", failed.error());
            default -> throw new DemoFailure("The upload ended as " + end.type() + ".");
        }
    }

    private static DemoFailure notUploaded(String how, UploadError error) {
        return new DemoFailure(
                "The upload %s with %s: %s".formatted(how, error.code(), error.message()));
    }
}
