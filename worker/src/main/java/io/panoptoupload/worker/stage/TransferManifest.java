package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.manifest.FileRef;
import io.panoptoupload.worker.manifest.Manifest;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Sends the manifest. It follows from the request and from what is recorded of the files alone, so
 * that every owner sends the same bytes, and sending it twice changes nothing. A stream that is
 * added to a session has none.
 */
public final class TransferManifest implements UploadStage {
    static final String OBJECT_NAME = "manifest.xml";

    /** Sends a small object; {@code Transfers} does. */
    public interface Sender {
        SendOutcome sendBytes(
                S3Target target, String objectName, byte[] bytes, Supplier<Stopping> stopping);
    }

    private final UploadLookup lookup;
    private final Sender sender;

    public TransferManifest(UploadLookup lookup, Sender sender) {
        this.lookup = lookup;
        this.sender = sender;
    }

    @Override
    public StageResult run(StageContext context) {
        if (context.upload().addsStream()) {
            return new StageResult.Done(context.upload(), List.of());
        }
        Optional<StageResult> gone = lookup.check(context);
        if (gone.isPresent()) {
            return gone.get();
        }
        byte[] xml = manifest(context.request(), context.upload());
        S3Target target = UploadLookup.target(context);
        return switch (sender.sendBytes(target, OBJECT_NAME, xml, context::stopping)) {
            case SendOutcome.Sent _ -> new StageResult.Done(context.upload(), List.of());
            case SendOutcome.InDoubt(_, PermanentFault refusal) when refusal != null ->
                    throw refusal;
            case SendOutcome.InDoubt(String reason, _) ->
                    throw new TransientFault(
                            ErrorCode.PANOPTO_UNAVAILABLE,
                            "Panopto did not take the manifest ("
                                    + reason
                                    + "); it is sent again.");
        };
    }

    static byte[] manifest(UploadRequest request, Upload upload) {
        int files = RecordingFiles.of(request).files().size();
        return Manifest.toXml(
                request,
                IntStream.range(0, files)
                        .mapToObj(upload::file)
                        .map(TransferManifest::ref)
                        .toList());
    }

    private static FileRef ref(Optional<UploadFile> file) {
        UploadFile sent = file.orElseThrow();
        String crc = Objects.requireNonNull(sent.crc32(), "the file is not transferred yet");
        return new FileRef(sent.objectName(), Integer.parseUnsignedInt(crc, 16));
    }
}
