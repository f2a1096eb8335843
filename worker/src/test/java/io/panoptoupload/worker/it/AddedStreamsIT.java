package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Streams for a session that exists. */
@Tag("full")
class AddedStreamsIT {
    private static final long MIB = 1024 * 1024;

    @TempDir private Path directory;

    @Test
    void a_worker_that_dies_in_the_second_stream_adds_each_once() throws IOException {
        try (TestEnvironment environment = new TestEnvironment(directory)) {
            WorkerProcess first = environment.impatientWorker();
            Path camera = TestFiles.write(environment.captures(), "camera.mp4", 1000, 1);
            Path screen = TestFiles.write(environment.captures(), "screen.mp4", 1001, 2);
            Path board = TestFiles.write(environment.captures(), "board.mp4", 40 * MIB, 3);
            environment.requests().publish(Requests.of("lecture", camera));
            String session = environment.outcomes().awaitCompleted("lecture").sessionId();
            String hold =
                    environment.fault(
                            FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                    .matching("board")
                                    .calls(4, 5, 6, 7));
            // Whether the first one was taken, the worker has to find out by itself.
            environment.fault(FaultRule.on(Operation.FINALISE, FaultKind.LOST_ANSWER).times(1));
            UploadRequest more = adding("more", session, screen, board);
            environment.requests().publish(more);
            environment.awaitHeld(hold, 1);
            first.kill9();
            environment.faults().clear();

            environment.impatientWorker();
            OutcomeEvent.Completed completed = environment.outcomes().awaitCompleted("more");

            assertThat(completed.sessionId()).isEqualTo(session);
            assertThat(completed.viewerUrl()).endsWith("Viewer.aspx?id=" + session);
            assertThat(completed.files())
                    .extracting(TransferredFile::crc32)
                    .containsExactly(TestFiles.crc32(screen), TestFiles.crc32(board));
            List<Ledger.Upload> added = addedTo(environment, session);
            assertThat(added).extracting(Ledger.Upload::finalised).containsExactly(1, 1);
            assertThat(added)
                    .extracting(upload -> upload.files().getFirst().crc32())
                    .containsExactly(TestFiles.crc32(screen), TestFiles.crc32(board));
            assertThat(added.getLast().files().getFirst().repeatedParts())
                    .as("parts in flight and those since the last checkpoint")
                    .isLessThanOrEqualTo(7);
            environment.outcomes().assertExact("more");

            environment.requests().publish(more);
            environment.requests().publish(Requests.of("after", camera));
            environment.outcomes().awaitCompleted("after");
            assertThat(addedTo(environment, session)).hasSize(2);
        }
    }

    /** All uploads that went into the session, but for the one that made it. */
    private static List<Ledger.Upload> addedTo(TestEnvironment environment, String session) {
        return environment.simulator().ledger().uploads().stream()
                .filter(upload -> session.equals(upload.sessionId()) && upload.folderId() == null)
                .toList();
    }

    private static UploadRequest adding(String id, String session, Path... files) {
        return UploadRequest.builder(id)
                .addToSession(session)
                .streams(
                        Arrays.stream(files)
                                .map(file -> Source.of(file.toUri().toString()))
                                .map(source -> Stream.of(source, Role.SECONDARY))
                                .toList())
                .build();
    }
}
