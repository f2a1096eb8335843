package io.panoptoupload.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

@Tag("full")
class LeashIT {
    private static final Duration LIMIT = Patience.LIMIT;

    @TempDir Path directory;

    @Test
    void ends_the_broker_when_its_parent_is_killed() throws Exception {
        try (ChildProcess parent =
                JavaCommand.mainClass(
                                "parent",
                                System.getProperty("java.class.path"),
                                BrokerParent.class.getName())
                        .arguments(directory.resolve("kafka").toString())
                        .start(directory.resolve("parent.log"))) {
            String pid = parent.awaitLine(Pattern.compile("broker pid (\\d+)"), LIMIT).group(1);
            ProcessHandle broker = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            assertThat(broker.isAlive()).isTrue();

            parent.kill9();

            broker.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(broker.isAlive()).isFalse();
        }
    }
}
