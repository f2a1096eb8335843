package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.Admitted;
import io.panoptoupload.worker.journal.TooLarge;
import io.panoptoupload.worker.request.Decoded;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.List;

/**
 * Handles the records of partitions without a counterpart in the journal: requests are forwarded to
 * their home partition, anything else becomes a dead letter here.
 */
final class ForwardedRecords implements RecordRetries.Handler {
    private final Admission admission;
    private final Forwarder forwarder;
    private final Inbox inbox;
    private final long rereadUntil;

    /**
     * @param inbox that the records come from
     * @param rereadUntil offset before which records may have been forwarded once before
     */
    ForwardedRecords(Admission admission, Forwarder forwarder, Inbox inbox, long rereadUntil) {
        this.admission = admission;
        this.forwarder = forwarder;
        this.inbox = inbox;
        this.rereadUntil = rereadUntil;
    }

    @Override
    public void decide(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try (Inbox.Turn _ = inbox.turn(record)) {
            forward(record);
        }
    }

    private void forward(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            switch (admission.decode(record)) {
                case Decoded.Request(var request) ->
                        forwarder.forward(
                                record, request.requestId(), record.offset() < rereadUntil);
                case Decoded.Refused refused -> sendAll(admission.unfit(record, refused));
            }
        } catch (RuntimeException e) {
            onlyTooLarge(e);
            sendAll(admission.tooLarge(record));
        }
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause)
            throws InterruptedException {
        try (Inbox.Turn _ = inbox.turn(record)) {
            try {
                sendAll(admission.undecided(record, cause, false));
            } catch (RuntimeException e) {
                onlyTooLarge(e);
                sendAll(admission.undecided(record, cause, true));
            }
        }
    }

    private static void onlyTooLarge(RuntimeException failure) {
        if (!TooLarge.isCauseOf(failure)) {
            throw failure;
        }
    }

    private void sendAll(Admitted refused) throws InterruptedException {
        for (ProducerRecord<byte[], byte[]> each : refused.records()) {
            forwarder.send(each);
        }
        refused.committed().accept(List.of());
    }
}
