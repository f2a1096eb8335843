package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Content;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.Source;

import java.util.List;
import java.util.Optional;

/**
 * One file of a recording that is being sent. Where its source's ranges, or what marks its version,
 * cannot be trusted, it goes on in order, which is recorded first: parts that are confirmed are
 * compared on the way, so that nothing is sent twice and no two contents are mixed.
 */
record FileTransfer(StageContext context, int index, RecordingFiles.Named named, Source source) {

    SendOutcome send(TransferFiles.Sender sender, Pin pin, FileProgress progress) {
        try {
            return sendInAnyOrder(sender, pin, progress);
        } catch (PermanentFault fault) {
            throw RecordingSources.classified(fault, source, named.purpose(), context.upload());
        }
    }

    private SendOutcome sendInAnyOrder(
            TransferFiles.Sender sender, Pin pin, FileProgress progress) {
        try {
            return sendOnce(sender, pin, progress);
        } catch (TransientFault fault) {
            Optional<Pin> inOrder =
                    fault.readableInOrder() && !pin.isDistrusted()
                            ? Optional.of(source.pin()).filter(this::isOfTheSameSize)
                            : Optional.empty();
            Pin now = inOrder.orElseThrow(() -> fault);
            progress.flush();
            return sendOnce(sender, distrusted(now), progress);
        }
    }

    private SendOutcome sendOnce(TransferFiles.Sender sender, Pin pin, FileProgress progress) {
        UploadFile file = file();
        S3Target target = UploadLookup.target(context);
        Content content =
                new Content(source, pin, file.plan(), RecordingSources.expected(named.source()));
        return sender.send(target, file.objectName(), content, progress.parts(), progress);
    }

    /** Records that it is sent in order from now on. */
    Pin distrusted(Pin now) {
        context.checkpoint(
                context.upload().with(index, file().distrusted(now)), Optional.empty(), List.of());
        return now.distrusted();
    }

    private boolean isOfTheSameSize(Pin now) {
        return RecordingSources.size(named.source(), now) == file().size();
    }

    private UploadFile file() {
        return context.upload().file(index).orElseThrow();
    }
}
