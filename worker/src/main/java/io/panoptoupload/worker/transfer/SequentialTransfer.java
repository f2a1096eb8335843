package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/**
 * The sending of one object whose source can only be read from its beginning, in order: one part at
 * a time is held in memory, so that it has a length and can be repeated. Parts that were confirmed
 * earlier are read again and compared, so that two contents are never mixed.
 */
final class SequentialTransfer {
    private final Content content;
    private final Source source;
    private final Pin pin;
    private final Multipart multipart;
    private final ParallelTasks tasks;
    private final Transfers.Listener listener;
    private final TransferMeters meters;
    private final Uplink uplink;

    SequentialTransfer(
            Content content,
            Multipart multipart,
            ParallelTasks tasks,
            Transfers.Listener listener,
            TransferMeters meters,
            Uplink uplink) {
        this.content = content;
        this.source = content.source();
        this.pin = content.pin();
        this.multipart = multipart;
        this.tasks = tasks;
        this.listener = listener;
        this.meters = meters;
        this.uplink = uplink;
    }

    SendOutcome run(ConfirmedParts parts) {
        if (sizeIsKnown()) {
            content.expected().verifySize(source, pin.sizeBytes());
        }
        return tasks.call(() -> send(parts));
    }

    private SendOutcome send(ConfirmedParts parts) {
        boolean isResumed = parts.multipartId() != null;
        StreamDigest passed = new StreamDigest(content.expected());
        String id = pass(parts, passed);
        SourceVerification.verify(content, passed.crc32(), passed.sizeBytes(), listener::readAgain);
        content.expected().verifySize(source, passed.sizeBytes());
        SourceVerification.verifyChecksum(content, passed.checksum(), listener::readAgain);
        listener.allConfirmed();
        return multipart
                .complete(id, passed.parts(), parts, isResumed)
                .orElse(new SendOutcome.Sent(passed.sizeBytes(), passed.crc32()));
    }

    /**
     * Reads the source to its end, and sends what is missing; returns the multipart upload's id.
     */
    private String pass(ConfirmedParts parts, StreamDigest passed) {
        try (InputStream in = source.open(pin, 0, pin.sizeBytes());
                Uplink.Share share = uplink.share()) {
            String known = parts.multipartId();
            String id = known == null ? begin(parts) : known;
            PartBuffer buffer = new PartBuffer(in, content.plan().partSize(), tasks::moved);
            for (int part = 1; fill(buffer, passed) > 0; part++) {
                if (parts.contains(part)) {
                    compare(parts, part, buffer);
                } else {
                    send(id, part, buffer, parts, share);
                }
                passed.add(buffer, parts.crc32(part));
            }
            verifyAllCame(passed, parts);
            return id;
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private String begin(ConfirmedParts parts) {
        String id = multipart.create();
        parts.begun(id);
        listener.started(id);
        return id;
    }

    private int fill(PartBuffer buffer, StreamDigest passed) throws IOException {
        tasks.throwIfCancelled();
        int length = buffer.fill();
        long soFar = passed.sizeBytes() + length;
        if (sizeIsKnown() && soFar > pin.sizeBytes()) {
            throw source.changed("it has more than %d bytes".formatted(pin.sizeBytes()));
        }
        content.expected().verifyAtMost(source, soFar);
        if (soFar > content.plan().sizeBytes()) {
            throw new PermanentFault(
                    ErrorCode.FILE_TOO_LARGE,
                    "%s has more than the %d bytes that Panopto takes; split or re-encode it"
                            .formatted(source.name(), content.plan().sizeBytes()));
        }
        return length;
    }

    private void compare(ConfirmedParts parts, int part, PartBuffer buffer) {
        if (parts.crc32(part) != buffer.crc32()) {
            throw source.changed("part %d is not the one that was sent before".formatted(part));
        }
        listener.readAgain();
    }

    private void send(
            String id, int part, PartBuffer buffer, ConfirmedParts parts, Uplink.Share share) {
        try (PartBody body = new PartBody(buffer.asContent(), 1, false, tasks::moved)) {
            String etag = multipart.sendPart(id, part, body, share);
            int crc32 = body.sent().crc32();
            body.landed();
            tasks.throwIfCancelled();
            parts.confirm(part, etag, crc32);
            meters.confirmed(buffer.length());
            listener.confirmed(part, buffer.length());
        }
    }

    private void verifyAllCame(StreamDigest passed, ConfirmedParts parts) {
        if (sizeIsKnown() && passed.sizeBytes() != pin.sizeBytes()) {
            throw source.changed(
                    "it had %d bytes, and %d came".formatted(pin.sizeBytes(), passed.sizeBytes()));
        }
        if (passed.parts() < parts.size()) {
            throw source.changed("it has become shorter");
        }
        if (passed.sizeBytes() == 0) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    source.name() + " is empty; was it submitted before the recorder wrote it?");
        }
    }

    private boolean sizeIsKnown() {
        return pin.sizeBytes() != Pin.UNKNOWN_SIZE;
    }

    /** Not chained: what a client throws may hold the whole address, secrets included. */
    private Fault brokenOff(IOException e) {
        if (e instanceof SourceFailure known) {
            return known.fault();
        }
        String how =
                e instanceof SocketTimeoutException
                        ? "its server stalled"
                        : e.getClass().getSimpleName();
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s broke off while it was read (%s); it is read again from its beginning"
                        .formatted(source.name(), how));
    }
}
