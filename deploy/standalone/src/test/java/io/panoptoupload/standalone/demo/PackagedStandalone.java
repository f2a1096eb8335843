package io.panoptoupload.standalone.demo;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.standalone.machine.Installation;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The packaged standalone, with its own worker, over a simulator. */
abstract class PackagedStandalone {
    static final Duration LIMIT = Patience.LIMIT;
    static final Path JAR = Path.of("target/panopto-standalone.jar").toAbsolutePath();

    @TempDir Path directory;
    SampleLecture lecture;
    @AutoClose Simulator simulator;

    @BeforeEach
    void startTheSimulator() throws IOException {
        lecture = SampleLecture.unpack(directory.resolve("lecture"));
        Installation programs = Installation.unpack(JAR, directory.resolve("programs"));
        simulator = Simulator.start(programs.simulatorJar(), directory);
    }

    /** Returns when it has written the line. */
    ChildProcess start(String line, int kafkaPort, String... more) {
        ChildProcess standalone =
                JavaCommand.jar("standalone", JAR)
                        .arguments(arguments(kafkaPort, more).toArray(String[]::new))
                        .start(directory.resolve("standalone.log"));
        try {
            standalone.awaitLine(Pattern.compile(line), LIMIT);
        } catch (RuntimeException e) {
            standalone.close();
            throw e;
        }
        return standalone;
    }

    List<String> arguments(int kafkaPort, String... more) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("--data", directory.resolve("data").toString()));
        all.addAll(List.of("--kafka-port", Integer.toString(kafkaPort)));
        all.addAll(List.of("--server.port=0", "--worker.topics.partitions=2"));
        all.add("--worker.processing.first-poll=200ms");
        all.addAll(List.of(more));
        simulator.workerProperties().forEach((name, value) -> all.add("--" + name + "=" + value));
        return all;
    }
}
