package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.ConfirmedParts;
import io.panoptoupload.worker.transfer.Content;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.http.Bandwidth;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Sends the recording's files, one after the other, each from the last part that is recorded. A
 * file that has to start over does so under another object name, recorded first, so that a late
 * write of an earlier owner never mixes with it.
 */
public final class TransferFiles implements UploadStage {
    private static final int MAX_RESTARTS = 20;

    /** After so many storage's refusal to complete an object is no matter of that object. */
    private static final int MAX_REFUSED_RESTARTS = 2;

    /** Why a file starts over, and what a person does if that does not end. */
    private enum Cause {
        SOURCE(ErrorCode.SOURCE_CHANGED, "publish the request when the file no longer changes"),
        STORAGE(
                ErrorCode.PANOPTO_UNAVAILABLE,
                "send a retry command when Panopto's storage keeps what it is sent");

        private final ErrorCode code;
        private final String remedy;

        Cause(ErrorCode code, String remedy) {
            this.code = code;
            this.remedy = remedy;
        }
    }

    /** Sends one object in parts; {@link Transfers} does. */
    public interface Sender {
        SendOutcome send(
                S3Target target,
                String objectName,
                Content content,
                ConfirmedParts parts,
                Transfers.Listener listener);
    }

    private final UploadLookup lookup;
    private final RecordingSources sources;
    private final Sender sender;
    private final InstantSource clock;
    private final LongSupplier limit;

    /** Without a limit of bandwidth. */
    public TransferFiles(
            UploadLookup lookup, RecordingSources sources, Sender sender, InstantSource clock) {
        this(lookup, sources, sender, clock, () -> Bandwidth.UNLIMITED);
    }

    /**
     * @param limit in bytes per second, as it is at the moment, for progress events
     */
    public TransferFiles(
            UploadLookup lookup,
            RecordingSources sources,
            Sender sender,
            InstantSource clock,
            LongSupplier limit) {
        this.lookup = lookup;
        this.sources = sources;
        this.sender = sender;
        this.clock = clock;
        this.limit = limit;
    }

    @Override
    public StageResult run(StageContext context) throws InterruptedException {
        Optional<StageResult> goneBefore = lookup.check(context);
        if (goneBefore.isPresent()) {
            return goneBefore.get();
        }
        try {
            return sendAll(context);
        } catch (PermanentFault fault) {
            throw RecordingSources.classified(fault, context.upload());
        }
    }

    private StageResult sendAll(StageContext context) throws InterruptedException {
        List<RecordingFiles.Named> files = RecordingFiles.of(context.request()).files();
        TransferProgress overall = new TransferProgress(clock, limit, files, sources, context);
        for (int index = 0; index < files.size(); index++) {
            while (!context.upload().file(index).filter(UploadFile::isTransferred).isPresent()) {
                context.checkTime();
                throwIfInterrupted();
                Optional<StageResult> gone = send(context, index, files.get(index), overall);
                if (gone.isPresent()) {
                    return gone.get();
                }
            }
        }
        return new StageResult.Done(context.upload(), List.of());
    }

    /**
     * The worker stops, and has only waited for the response to Complete: the next file is not
     * begun.
     */
    private static void throwIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw Interrupted.during("sending the files of a recording");
        }
    }

    /** Sends one file; returns what is to be done instead, if the upload seems to be gone. */
    private Optional<StageResult> send(
            StageContext context, int index, RecordingFiles.Named named, TransferProgress overall)
            throws InterruptedException {
        Source source = sources.open(named.source());
        Optional<UploadFile> known = context.upload().file(index);
        Pin pin = RecordingSources.pin(source, named.purpose(), context.upload());
        long size = RecordingSources.size(named.source(), pin);
        FileTransfer file = new FileTransfer(context, index, named, source);
        if (known.filter(begun -> begun.isOf(pin, size)).isPresent()) {
            return send(file, pin, overall);
        }
        RecordingSources.checkNoPage(source, named.purpose(), context.upload());
        if (known.filter(begun -> begun.mayBeOf(size)).isPresent()) {
            return send(file, file.distrusted(pin), overall);
        }
        RecordingSources.checkContent(source, named.purpose());
        Optional<StageResult> gone = begin(file, pin);
        return gone.isPresent() ? gone : send(file, pin, overall);
    }

    private Optional<StageResult> send(FileTransfer file, Pin pin, TransferProgress overall)
            throws InterruptedException {
        StageContext context = file.context();
        int index = file.index();
        FileProgress progress =
                new FileProgress(
                        context, index, context.upload().file(index).orElseThrow(), overall);
        try {
            return switch (file.send(sender, pin, progress)) {
                case SendOutcome.Sent sent -> transferred(context, index, sent, overall);
                case SendOutcome.InDoubt(String reason, PermanentFault refusal) -> {
                    // What the object contains now is unknown: another one is created.
                    Optional<StageResult> gone = lookup.checkAgain(context);
                    int restarts = context.upload().file(index).orElseThrow().restarts();
                    if (gone.isEmpty() && refusal != null && restarts >= MAX_REFUSED_RESTARTS) {
                        throw refusal;
                    }
                    yield gone.isPresent() ? gone : restart(file, pin, Cause.STORAGE, reason);
                }
            };
        } catch (Fault | Interrupted e) {
            progress.flush();
            if (e instanceof TransientFault fault && fault.code() == ErrorCode.SOURCE_CHANGED) {
                // The pin of a source without ETag and time may not show it.
                UploadFile old = context.upload().file(index).orElseThrow().outdated();
                context.checkpoint(context.upload().with(index, old), Optional.empty(), List.of());
            }
            if (!(e instanceof TransientFault fault) || fault.code() != ErrorCode.UPLOAD_EXPIRED) {
                throw e;
            }
            Optional<StageResult> gone = lookup.checkAgain(context);
            return gone.isPresent() ? gone : rejected(file, pin, fault);
        }
    }

    /**
     * Storage refuses what Panopto shows open. The response may come from a server in front of it,
     * so what is confirmed is kept for a few more tries.
     */
    private Optional<StageResult> rejected(FileTransfer file, Pin pin, TransientFault fault) {
        StageContext context = file.context();
        UploadFile refused = context.upload().file(file.index()).orElseThrow();
        if (refused.isGivenUp()) {
            return restart(file, pin, Cause.STORAGE, fault.getMessage());
        }
        context.checkpoint(
                context.upload().with(file.index(), refused.rejected()),
                Optional.empty(),
                List.of());
        throw fault;
    }

    /**
     * Begins a file, or begins it once more under the same name as long as nothing was sent under
     * it: a source may be marked otherwise each time that it is asked.
     */
    private Optional<StageResult> begin(FileTransfer file, Pin pin) {
        Optional<UploadFile> known = file.context().upload().file(file.index());
        if (known.isPresent() && known.get().multipartId() != null) {
            return restart(file, pin, Cause.SOURCE, "its source has changed");
        }
        record(file, known.map(UploadFile::restarts).orElse(0), pin);
        return Optional.empty();
    }

    /**
     * Records the object's new name before anything is sent under it. Or returns that another
     * upload is needed: without a manifest nothing says which of two files is the stream.
     */
    private Optional<StageResult> restart(FileTransfer file, Pin pin, Cause cause, String why) {
        Upload upload = file.context().upload();
        if (upload.addsStream()) {
            return Optional.of(new StageResult.StartOver("its one file had to be restarted"));
        }
        int restart = upload.file(file.index()).orElseThrow().restarts() + 1;
        if (restart > MAX_RESTARTS) {
            throw new PermanentFault(
                    cause.code,
                    "File %d of the recording had to be restarted %d times, the last time because: %s; %s."
                            .formatted(file.index() + 1, restart, why, cause.remedy));
        }
        record(file, restart, pin);
        return Optional.empty();
    }

    private void record(FileTransfer file, int restart, Pin pin) {
        Upload upload = file.context().upload();
        UploadFile begun = sources.begun(upload, file.index(), restart, file.named(), pin);
        file.context().checkpoint(upload.with(file.index(), begun), Optional.empty(), List.of());
    }

    /** The last file is recorded together with the end of the stage. */
    private static Optional<StageResult> transferred(
            StageContext context, int index, SendOutcome.Sent sent, TransferProgress overall) {
        UploadFile begun = context.upload().file(index).orElseThrow();
        UploadFile file = begun.transferred(sent.sizeBytes(), sent.crc32Hex());
        overall.fileDone(file.size(), begun.size());
        TransferredFile whole =
                new TransferredFile(file.objectName(), sent.sizeBytes(), sent.crc32Hex());
        Upload upload = context.upload().with(index, file);
        List<EventDraft> drafts =
                List.of(header -> new OutcomeEvent.FileTransferred(header, whole));
        if (index + 1 == RecordingFiles.of(context.request()).files().size()) {
            return Optional.of(new StageResult.Done(upload, drafts));
        }
        context.checkpoint(upload, Optional.empty(), drafts);
        return Optional.empty();
    }
}
