package io.panoptoupload.worker.it;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Makes a frozen journal: brings one job to each place where a job can stand, kills the worker, and
 * writes down what the journal then holds. In no suite; the version to freeze is built elsewhere,
 * and its jar is named:
 *
 * <pre>
 * mvn -pl worker -am verify -Dit.test=FreezeJournal -Dpackaged.worker=… -Dfreeze.into=DIRECTORY
 * </pre>
 *
 * <p>The recordings lie in {@code /captures}, which has to be there and empty: their paths are part
 * of what is frozen.
 */
class FreezeJournal {
    private static final int MIB = 1024 * 1024;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final Captures captures = new Captures(Path.of("/captures"));
    private final FrozenRequests requests = new FrozenRequests(captures);
    @AutoClose private TestEnvironment environment;
    private Placing placing;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        environment =
                new TestEnvironment(
                        directory, options -> options.processingDelay(Duration.ofSeconds(4)));
        placing = new Placing(environment, captures);
    }

    @Test
    void freeze() throws IOException {
        WorkerProcess worker =
                environment.worker(
                        "--worker.sources.file-roots=" + captures.directory(),
                        "--worker.uploads=40",
                        "--worker.retry.first-park=50m");
        placeManyParts();
        placeEnded();
        placeKept();
        placeParked();
        placeLaterAttempts();
        // A request that is held times out in the end, so the rest is done without a pause.
        placeArmed();
        placeWithdrawn();
        placeInTransfer();
        placeBefore();
        worker.kill9();
        Path into = Path.of(Objects.requireNonNull(System.getProperty("freeze.into")));
        new FrozenFiles(placing.journal()).write(into, captures);
    }

    /** Jobs that have ended, and a cancel command whose request never came. */
    private void placeEnded() {
        placing.publish("completed");
        placing.end("completed", OutcomeEvent.Completed.class);
        placing.publish(Requests.of("failed", captures.directory().resolve("failed.mp4")));
        placing.end("failed", OutcomeEvent.Failed.class);
        placing.hold(Operation.UPLOAD_PART, "cancelled.mp4");
        placing.publish("cancelled");
        placing.event("cancelled", OutcomeEvent.Created.class);
        placing.publish(UploadRequest.cancel("cancelled", "Wrong folder"));
        placing.end("cancelled", OutcomeEvent.Cancelled.class);
        placing.publish(UploadRequest.cancel("cancelled-early", null));
    }

    /** Panopto refuses the PUT that publishes, so the uploads are kept. */
    private void placeKept() {
        refuseFinalising(requests.withDeadline("kept"));
        refuseFinalising(Requests.of("other-content", captures.write("other-content.mp4", 1000)));
    }

    private void placeWithdrawn() {
        placing.armed("withdrawing");
        placing.hold(Operation.GET_UPLOAD, placing.uploadOf("withdrawing"));
        placing.publish(UploadRequest.cancel("withdrawing", "Not to be seen"));
        placing.awaitPhase("withdrawing", "WITHDRAWING");

        placing.hold(Operation.GET_UPLOAD, placing.uploadOf("other-content"));
        placing.publish(
                Requests.builder("other-content", captures.write("other-content-2.mp4", 2000))
                        .command(Command.RETRY)
                        .afterAttempt(1)
                        .build());
        placing.awaitPhase("other-content", "WITHDRAWING");
    }

    private void refuseFinalising(UploadRequest request) {
        String job = request.requestId();
        String transfer = placing.hold(Operation.UPLOAD_PART, job + ".mp4");
        placing.publish(request);
        placing.fault(
                FaultRule.on(Operation.FINALISE, FaultKind.STATUS)
                        .status(BAD_REQUEST)
                        .matching(placing.uploadOf(job)));
        placing.release(transfer);
        placing.end(job, OutcomeEvent.Failed.class);
    }

    private void placeInTransfer() {
        placing.heldAt(Operation.CREATE_MULTIPART, "created.mp4", "created");

        placing.holdLastPart("partly-sent.mp4", 3);
        placing.publish(Requests.of("partly-sent", captures.write("partly-sent.mp4", 12 * MIB)));
        placing.awaitParts("partly-sent", 2);

        placing.hold(Operation.UPLOAD_PART, "second-file-screen.mp4");
        placing.publish(
                Requests.of(
                        "second-file",
                        captures.write("second-file-camera.mp4", 1000),
                        captures.write("second-file-screen.mp4", 1001)));
        placing.event("second-file", OutcomeEvent.FileTransferred.class);

        // What the object contains now is unknown: the file is sent under another name.
        placing.fault(
                FaultRule.on(Operation.COMPLETE_MULTIPART, FaultKind.LOST_ANSWER)
                        .matching("restarted.mp4")
                        .times(1));
        placing.heldAt(Operation.UPLOAD_PART, "00r1-restarted.mp4", "restarted");

        String session = placing.end("completed", OutcomeEvent.Completed.class).sessionId();
        String second = placing.hold(Operation.UPLOAD_PART, "more-streams-board.mp4");
        placing.publish(requests.moreStreams("more-streams", session));
        placing.awaitHeld(second);

        String manifest =
                placing.fault(
                        FaultRule.on(Operation.CREATE_MULTIPART, FaultKind.HOLD)
                                .matching("manifest.xml")
                                .times(1));
        placing.publish("transferred");
        placing.awaitHeld(manifest);
    }

    private void placeLaterAttempts() {
        placing.publish(Requests.of("retried", captures.directory().resolve("retried.mp4")));
        placing.end("retried", OutcomeEvent.Failed.class);
        captures.write("retried.mp4", 1000);
        String transfer = placing.hold(Operation.UPLOAD_PART, "retried.mp4");
        placing.publish(
                UploadRequest.builder("retried")
                        .command(Command.RETRY)
                        .afterAttempt(1)
                        .options(new Options(Priority.HIGH, null, null))
                        .build());
        placing.awaitHeld(transfer);

        placing.fault(
                FaultRule.on(Operation.UPLOAD_PART, FaultKind.PROCESSING_ERROR)
                        .matching("slides-left-out.pdf")
                        .message("The presentation is broken."));
        String second =
                placing.fault(
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                .matching("slides-left-out.mp4")
                                .calls(2));
        placing.publish(requests.withOptionalSlides("slides-left-out"));
        placing.awaitHeld(second);
    }

    private void placeArmed() {
        String transfer = placing.hold(Operation.UPLOAD_PART, "armed-landed.mp4");
        placing.publish("armed-landed");
        String upload = placing.uploadOf("armed-landed");
        placing.fault(
                FaultRule.on(Operation.FINALISE, FaultKind.LOST_ANSWER).matching(upload).times(1));
        placing.awaitHeld(transfer);
        placing.hold(Operation.GET_UPLOAD, upload);
        placing.release(transfer);
        placing.awaitFinalised(upload);

        placing.publish("processing");
        placing.awaitState("processing", 3);
        placing.hold(Operation.GET_UPLOAD, placing.uploadOf("processing"));

        placing.armed("armed");
        // What is recorded of its being armed is cut off, as if the worker had died before.
        placing.armed("manifested");
    }

    private void placeParked() {
        placing.fail(UNAVAILABLE, "parked.mp4");
        placing.publish("parked");
        placing.event("parked", OutcomeEvent.RetryScheduled.class);
        placing.fail(FORBIDDEN, "doubted.mp4");
        placing.publish("doubted");
        placing.event("doubted", OutcomeEvent.RetryScheduled.class);

        String transfer = placing.hold(Operation.UPLOAD_PART, "replaced.mp4");
        placing.publish(Requests.of("replaced", captures.write("replaced.mp4", 11 * MIB)));
        placing.awaitHeld(transfer);
        captures.write("replaced.mp4", 1000);
        placing.release(transfer);
        placing.event("replaced", OutcomeEvent.RetryScheduled.class);
    }

    /** More parts than one record holds; what a cancel command brings about is cut off. */
    private void placeManyParts() throws IOException {
        Path file = captures.directory().resolve("many-parts.mp4");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(505L * 5 * MIB + 1000);
        }
        placing.holdLastPart("many-parts.mp4", 506);
        placing.publish(Requests.of("many-parts", file));
        placing.awaitParts("many-parts", 505);
        placing.publish(UploadRequest.cancel("many-parts", "Too long"));
        placing.end("many-parts", OutcomeEvent.Cancelled.class);
    }

    private void placeBefore() {
        placing.publish(requests.everything("everything"));
        placing.event("everything", OutcomeEvent.Accepted.class);
        placing.publish(requests.waiting("waiting"));
        placing.event("waiting", OutcomeEvent.Accepted.class);
        String creating = placing.hold(Operation.CREATE_UPLOAD, "");
        environment.requests().publish(requests.traced("accepted"));
        placing.awaitHeld(creating);
    }
}
