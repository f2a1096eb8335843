package io.panoptoupload.standalone.demo;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;

import org.jspecify.annotations.Nullable;

/** Narrates the outcome events to the person at the terminal. */
final class Narration {
    private final Display display;

    Narration(Display display) {
        this.display = display;
    }

    void narrate(OutcomeEvent event) {
        switch (event) {
            case OutcomeEvent.Accepted accepted ->
                    display.say("accepted" + bytes(accepted.bytesTotal()));
            case OutcomeEvent.Created created ->
                    display.say("created at Panopto as upload " + created.uploadId());
            case OutcomeEvent.Progress progress -> narrate(progress);
            case OutcomeEvent.FileTransferred transferred -> {
                TransferredFile file = transferred.file();
                display.say("transferred " + file.name() + bytes(file.sizeBytes()));
            }
            case OutcomeEvent.Finalised _ -> display.say("finalised: Panopto has everything");
            case OutcomeEvent.Processing processing ->
                    display.say(
                            "processing at Panopto: state "
                                    + processing.panoptoState()
                                    + text(processing.panoptoMessage()));
            case OutcomeEvent.RetryScheduled retry ->
                    display.say(
                            "waits until " + retry.notBefore() + ": " + retry.error().message());
            case OutcomeEvent.Completed _ -> display.succeed("completed");
            case OutcomeEvent.Rejected _ -> display.fail("rejected");
            case OutcomeEvent.Failed _ -> display.fail("failed");
            case OutcomeEvent.Cancelled _ -> display.fail("cancelled");
        }
    }

    private void narrate(OutcomeEvent.Progress progress) {
        Double percent = progress.percent();
        String what = progress.stage().wireName() + text(progress.file());
        if (percent == null) {
            display.say(what + bytes(progress.bytesSent()));
        } else {
            display.progress(percent, what);
        }
    }

    private static String bytes(@Nullable Long count) {
        return count == null ? "" : ", " + count + " bytes";
    }

    private static String text(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : ", " + text;
    }
}
