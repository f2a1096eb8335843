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
    public Next run(Task task) throws InterruptedException {
        Optional<Next> goneBefore = lookup.check(task);
        if (goneBefore.isPresent()) {
            return goneBefore.get();
        }
        RecordingFiles recording = RecordingFiles.of(task.request());
        List<RecordingFiles.Named> files = recording.files();
        Rate rate = new Rate(clock, limit, recording.sources(), sources, task.upload());
        for (int index = 0; index < files.size(); index++) {
            while (!task.upload().file(index).filter(UploadFile::isTransferred).isPresent()) {
                task.checkTime();
                throwIfInterrupted();
                Optional<Next> gone = send(task, index, files.get(index), rate);
                if (gone.isPresent()) {
                    return gone.get();
                }
            }
        }
        return new Next.Done(task.upload(), List.of());
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
    private Optional<Next> send(Task task, int index, RecordingFiles.Named named, Rate rate)
            throws InterruptedException {
        Source source = sources.open(named.source());
        Pin pin = source.pin();
        long size = RecordingSources.size(named.source(), pin);
        FileSending file = new FileSending(task, index, named, source);
        Optional<UploadFile> known = task.upload().file(index);
        if (known.filter(begun -> begun.isOf(pin, size)).isPresent()) {
            return send(file, pin, rate);
        }
        if (known.filter(begun -> begun.mayBeOf(size)).isPresent()) {
            return send(file, file.distrusted(pin), rate);
        }
        RecordingSources.checkContent(source, named.purpose());
        Optional<Next> gone = begin(task, index, named, pin);
        return gone.isPresent() ? gone : send(file, pin, rate);
    }

    private Optional<Next> send(FileSending file, Pin pin, Rate rate) throws InterruptedException {
        Task task = file.task();
        int index = file.index();
        FileProgress progress =
                new FileProgress(task, index, task.upload().file(index).orElseThrow(), rate);
        try {
            return switch (file.send(sender, pin, progress)) {
                case SendOutcome.Sent sent -> transferred(task, index, sent, rate);
                case SendOutcome.InDoubt _ -> {
                    // What the object contains now is unknown: another one is created.
                    Optional<Next> gone = lookup.checkAgain(task);
                    yield gone.isPresent() ? gone : begin(task, index, file.named(), pin);
                }
            };
        } catch (Fault | Interrupted e) {
            progress.flush();
            if (e instanceof TransientFault fault && fault.code() == ErrorCode.SOURCE_CHANGED) {
                // The pin of a source without ETag and time may not show it.
                UploadFile old = task.upload().file(index).orElseThrow().outdated();
                task.checkpoint(task.upload().with(index, old), Optional.empty(), List.of());
            }
            if (!(e instanceof TransientFault fault) || fault.code() != ErrorCode.UPLOAD_EXPIRED) {
                throw e;
            }
            Optional<Next> gone = lookup.checkAgain(task);
            return gone.isPresent() ? gone : rejected(task, index, file.named(), pin, fault);
        }
    }

    /**
     * Storage refuses what Panopto shows open. The response may come from a server in front of it,
     * so what is confirmed is kept for a few more tries.
     */
    private Optional<Next> rejected(
            Task task, int index, RecordingFiles.Named named, Pin pin, TransientFault fault) {
        UploadFile file = task.upload().file(index).orElseThrow();
        if (file.isGivenUp()) {
            return begin(task, index, named, pin);
        }
        task.checkpoint(task.upload().with(index, file.rejected()), Optional.empty(), List.of());
        throw fault;
    }

    /**
     * Records the object's new name before anything is sent under it. Or returns that another
     * upload is needed: without a manifest nothing says which of two files is the stream.
     */
    private Optional<Next> begin(Task task, int index, RecordingFiles.Named named, Pin pin) {
        int restart = task.upload().file(index).map(old -> old.restarts() + 1).orElse(0);
        if (restart > 0 && task.upload().addsStream()) {
            return Optional.of(new Next.StartOver("its one file had to be restarted"));
        }
        if (restart > MAX_RESTARTS) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_CHANGED,
                    "File %d of the recording had to be restarted %d times; publish the request"
                                    .formatted(index + 1, restart)
                            + " when the file no longer changes.");
        }
        UploadFile file = sources.begun(task.upload(), index, restart, named, pin);
        task.checkpoint(task.upload().with(index, file), Optional.empty(), List.of());
        return Optional.empty();
    }

    /** The last file is recorded together with the end of the stage. */
    private static Optional<Next> transferred(
            Task task, int index, SendOutcome.Sent sent, Rate rate) {
        UploadFile begun = task.upload().file(index).orElseThrow();
        UploadFile file = begun.transferred(sent.sizeBytes(), sent.crc32Hex());
        rate.fileDone(file.size(), begun.size());
        TransferredFile whole =
                new TransferredFile(file.objectName(), sent.sizeBytes(), sent.crc32Hex());
        Upload upload = task.upload().with(index, file);
        List<News> news = List.of(header -> new OutcomeEvent.FileTransferred(header, whole));
        if (index + 1 == RecordingFiles.of(task.request()).files().size()) {
            return Optional.of(new Next.Done(upload, news));
        }
        task.checkpoint(upload, Optional.empty(), news);
        return Optional.empty();
    }
}
