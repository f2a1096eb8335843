package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.job.InputPosition;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.InstantSource;

class StatusTextTest {
    private final Terminal terminal = Terminal.piped();
    private final CommandContext desk =
            new CommandContext(
                    terminal.console(),
                    () -> {
                        throw new AssertionError("asks nobody");
                    },
                    (_, _) -> {
                        throw new AssertionError("checks nothing");
                    },
                    name -> {
                        throw new AssertionError("looks for no folder " + name);
                    },
                    JsonMapper.builder().build(),
                    InstantSource.system());
    private final InputPosition.Waits waits =
            new InputPosition.Waits(
                    Instant.parse("2026-11-23T09:00:00.123Z"), "worker.waiting-jobs");

    @Test
    void a_partition_that_waits_is_named_beside_the_jobs() {
        new StatusText(desk, false).waits(7, waits);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .startsWith(
                        "partition 7 has taken in no request or command since 2026-11-23T09:00:00Z")
                .contains("worker.waiting-jobs");
    }

    @Test
    void for_programs_it_is_a_line_of_its_own() {
        new StatusText(desk, true).waits(7, waits);
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out())
                .isEqualTo(
                        "{\"partition\":7,\"waitsSince\":\"2026-11-23T09:00:00.123Z\",\"waitsFor\":\"worker.waiting-jobs\"}\n");
    }
}
