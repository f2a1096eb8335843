package io.panoptoupload.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

class SupervisorTest {
    private static final Duration LIMIT = Patience.LIMIT;

    @TempDir Path directory;
    private final List<String> notices = new CopyOnWriteArrayList<>();

    @Test
    void starts_a_program_again_when_it_dies() {
        try (Supervisor supervisor =
                Supervisor.start("sleeper", () -> start(Sleeper.class.getName()), notices::add)) {
            ChildProcess first = supervisor.process();

            first.kill9();

            await().atMost(LIMIT).until(() -> supervisor.process() != first);
            await().atMost(LIMIT).until(() -> notices.contains("The sleeper is running again."));
            assertThat(supervisor.process().isAlive()).isTrue();
            assertThat(notices.getFirst())
                    .isEqualTo("The sleeper ended with status 137; it is started again in 1 s.");
        }
    }

    @Test
    void leaves_nothing_running_when_it_is_closed() {
        Supervisor supervisor =
                Supervisor.start("sleeper", () -> start(Sleeper.class.getName()), notices::add);
        ChildProcess process = supervisor.process();

        supervisor.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(notices).isEmpty();
    }

    /** As a worker is whose {@code worker.shutdown-grace} is longer than that of other programs. */
    @Test
    void gives_a_program_the_time_that_was_said_to_stop() {
        Supervisor supervisor =
                Supervisor.start(
                        "stubborn",
                        () -> start(Stubborn.class.getName()),
                        notices::add,
                        Duration.ofMillis(200));
        ChildProcess process = supervisor.process();

        supervisor.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(process.onExit()).succeedsWithin(LIMIT).isEqualTo(137);
    }

    @Test
    void says_nothing_of_a_start_that_is_broken_off_because_it_is_closed() {
        AtomicInteger starts = new AtomicInteger();
        Supervisor supervisor =
                Supervisor.start(
                        "sleeper",
                        () -> {
                            ChildProcess process = start(Sleeper.class.getName());
                            if (starts.incrementAndGet() == 1) {
                                return process;
                            }
                            try (process) {
                                process.awaitLine(Pattern.compile("never"), LIMIT);
                                return process;
                            }
                        },
                        notices::add);
        supervisor.process().kill9();
        await().atMost(LIMIT).until(() -> starts.get() == 2);

        supervisor.close();

        assertThat(notices).hasSize(1);
    }

    @Test
    void does_not_repeat_a_first_start_that_fails() {
        assertThatThrownBy(() ->
                        Supervisor.start("nothing", () -> start("no.such.Program"), notices::add))
                .isInstanceOf(ChildFailure.class);
    }

    private ChildProcess start(String mainClass) {
        ChildProcess process =
                JavaCommand.mainClass("sleeper", System.getProperty("java.class.path"), mainClass)
                        .start(directory.resolve("sleeper.log"));
        process.awaitLine(Pattern.compile("(?m)^up$"), LIMIT);
        return process;
    }
}
