package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file of a lecture is cut short, replaced, grows or vanishes while it is transferred. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangingSourceIT {
    private static final int MIB = 1024 * 1024;

    @AutoClose private TestEnvironment environment;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = TestEnvironment.impatient(directory);
        environment.impatientWorker();
    }

    @Test
    void a_source_that_is_cut_short_or_replaced_in_transfer_is_never_mixed() {
        Scenario.play(
                environment,
                "source",
                scenario -> {
                    String hold =
                            environment.fault(
                                    FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                            .matching("part")
                                            .calls(6));
                    Job job = scenario.publish("changing", 40 * MIB);
                    environment.awaitHeld(hold, 1);
                    Path file = environment.captures().resolve("source-changing.mp4");
                    Path other = TestFiles.write(environment.captures(), "other", 11 * MIB, 99);
                    Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
                    scenario.mayBe(job, file);
                    environment.faults().clear();
                    environment.outcomes().awaitCompleted("source-changing");
                });
    }

    @Test
    void a_source_that_grows_in_transfer_is_restarted_with_all_of_it() {
        Scenario.play(
                environment,
                "grown",
                scenario -> {
                    String hold =
                            environment.fault(
                                    FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                            .matching("part")
                                            .calls(4));
                    Job job = scenario.publish("lecture", 26 * MIB);
                    environment.awaitHeld(hold, 1);
                    Path file = environment.captures().resolve("grown-lecture.mp4");
                    Files.write(file, new byte[MIB + 7], StandardOpenOption.APPEND);
                    scenario.mayBe(job, file);
                    environment.faults().clear();
                    assertThat(environment.outcomes().awaitCompleted("grown-lecture").files())
                            .singleElement()
                            .satisfies(sent ->
                                    assertThat(sent.sizeBytes()).isEqualTo(Files.size(file)));
                });
    }

    @Test
    void an_end_is_recorded_before_its_upload_is_taken_back() {
        Scenario.play(
                environment,
                "taken-back",
                scenario -> {
                    String held =
                            environment.fault(
                                    FaultRule.on(Operation.CREATE_MULTIPART, FaultKind.HOLD)
                                            .times(1));
                    String delete =
                            environment.fault(
                                    FaultRule.on(Operation.DELETE_UPLOAD, FaultKind.HOLD).times(1));
                    scenario.publish("vanished", 1000);
                    environment.awaitHeld(held, 1);
                    Files.delete(environment.captures().resolve("taken-back-vanished.mp4"));
                    environment.faults().remove(held);
                    environment.awaitHeld(delete, 1);
                    // Nothing of the upload may be used by an owner to come when this arrives.
                    assertThat(
                                    environment
                                            .outcomes()
                                            .awaitEnd(
                                                    "taken-back-vanished",
                                                    OutcomeEvent.Failed.class)
                                            .error()
                                            .code())
                            .isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
                });
    }
}
