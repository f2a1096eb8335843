package io.panoptoupload.worker.transfer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** The sending of one object, from what is confirmed to the whole. */
final class ParallelTransfer {
    private final Content content;
    private final Multipart multipart;
    private final ParallelTasks tasks;
    private final Transfers.Listener listener;
    private final TransferMeters meters;
    private final Uplink uplink;
    private final ReentrantLock confirming = new ReentrantLock();

    ParallelTransfer(
            Content content,
            Multipart multipart,
            ParallelTasks tasks,
            Transfers.Listener listener,
            TransferMeters meters,
            Uplink uplink) {
        this.content = content;
        this.multipart = multipart;
        this.tasks = tasks;
        this.listener = listener;
        this.meters = meters;
        this.uplink = uplink;
    }

    SendOutcome run(ConfirmedParts parts, int width) {
        Source source = content.source();
        int all = content.plan().parts();
        source.verifyUnchanged(content.pin());
        try (ChecksumVerifier check = new ChecksumVerifier(content, parts.size() > 0)) {
            String known = parts.multipartId();
            String id = known == null ? begin(parts) : known;
            int[] left = IntStream.rangeClosed(1, all).filter(p -> !parts.contains(p)).toArray();
            if (left.length > 0) {
                AtomicInteger next = new AtomicInteger();
                try (Uplink.Share share = uplink.share()) {
                    tasks.run(
                            Math.min(width, left.length),
                            () -> {
                                for (int i = taken(next); i < left.length; i = taken(next)) {
                                    send(id, left[i], parts, check, share);
                                }
                            });
                }
                tasks.run(1, listener::allConfirmed);
            }
            int crc32 = Crc32Combine.CRC32.of(content.plan(), parts::crc32);
            SourceVerification.verify(
                    content, crc32, content.pin().sizeBytes(), listener::readAgain);
            check.verify(crc32, listener::readAgain);
            return tasks.call(() -> multipart.complete(id, all, parts, known != null))
                    .orElse(new SendOutcome.Sent(content.pin().sizeBytes(), crc32));
        }
    }

    private String begin(ConfirmedParts parts) {
        String id = tasks.call(multipart::create);
        parts.begun(id);
        listener.started(id);
        return id;
    }

    private int taken(AtomicInteger next) {
        tasks.throwIfCancelled();
        return next.getAndIncrement();
    }

    private void send(
            String id, int part, ConfirmedParts parts, ChecksumVerifier check, Uplink.Share share) {
        try (PartBody body = new PartBody(content, part, check.wantsCrc32c(), tasks::moved)) {
            String etag = multipart.sendPart(id, part, body, share);
            PartStream sent = body.sent();
            check.sent(part, sent);
            body.landed();
            confirm(parts, part, etag, sent.crc32());
        }
    }

    private void confirm(ConfirmedParts parts, int part, String etag, int crc32) {
        int length = content.plan().length(part);
        confirming.lock();
        try {
            tasks.throwIfCancelled();
            parts.confirm(part, etag, crc32);
            meters.confirmed(length);
            listener.confirmed(part, length);
        } finally {
            confirming.unlock();
        }
    }
}
