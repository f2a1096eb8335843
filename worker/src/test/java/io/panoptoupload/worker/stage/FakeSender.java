package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.transfer.ConfirmedParts;
import io.panoptoupload.worker.transfer.Content;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.Transfers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** Confirms all parts that are missing, unless it is given something else to do. */
final class FakeSender implements TransferFiles.Sender {
    final List<String> sent = new ArrayList<>();
    final Deque<TransferFiles.Sender> scripts = new ArrayDeque<>();

    @Override
    public SendOutcome send(
            S3Target target,
            String objectName,
            Content content,
            ConfirmedParts parts,
            Transfers.Listener listener) {
        List<Integer> missing =
                IntStream.rangeClosed(1, content.plan().parts())
                        .filter(part -> !parts.contains(part))
                        .boxed()
                        .toList();
        sent.add(objectName + " parts " + missing);
        TransferFiles.Sender script = scripts.poll();
        if (script != null) {
            return script.send(target, objectName, content, parts, listener);
        }
        if (parts.multipartId() == null) {
            listener.started("multipart-1");
        }
        missing.forEach(part -> confirm(parts, listener, part, content.plan().length(part)));
        listener.allConfirmed();
        return new SendOutcome.Sent(content.plan().sizeBytes(), 0xbeef);
    }

    /** As a transfer does when storage has confirmed a part. */
    static void confirm(ConfirmedParts parts, Transfers.Listener listener, int part, long bytes) {
        parts.confirm(part, "etag-" + part, part);
        listener.confirmed(part, bytes);
    }
}
