package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** A worker dies in mid-transfer. */
class KillIT {
    private static final long MIB = 1024 * 1024;
    private static final long PART = 5 * MIB;
    private static final int CONFIRMED = 10;

    @TempDir private Path directory;

    @Test
    void after_kill_9_the_transfer_goes_on_at_the_last_recorded_part() throws IOException {
        try (TestEnvironment environment = new TestEnvironment(directory)) {
            String hold =
                    environment.fault(
                            FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                    .calls(11, 12, 13, 14));
            WorkerProcess first = environment.worker();
            Path file = TestFiles.write(environment.captures(), "long.mp4", 75 * MIB, 1);
            environment.requests().publish(Requests.of("long", file));
            // Ten parts are confirmed, up to four are on their way: then nothing moves, and what
            // is confirmed is recorded nevertheless.
            environment.awaitHeld(hold, 1);
            environment
                    .outcomes()
                    .await(
                            "long",
                            event ->
                                    event instanceof OutcomeEvent.Progress progress
                                            && requireNonNull(progress.bytesConfirmed())
                                                    >= CONFIRMED * PART);
            first.kill9();
            environment.faults().clear();

            environment.worker();
            environment.outcomes().awaitCompleted("long");

            Ledger.Upload upload = new Sessions(environment.simulator()).onlyOne("long");
            Ledger.File stored = upload.files().getFirst();
            assertThat(environment.simulator().ledger().uploads()).hasSize(1);
            assertThat(stored.crc32()).isEqualTo(TestFiles.crc32(file));
            assertThat(stored.repeatedParts())
                    .as("parts in flight")
                    .isLessThanOrEqualTo(PartsNotRepeated.IN_FLIGHT);
            environment.outcomes().assertExact("long");
        }
    }
}
