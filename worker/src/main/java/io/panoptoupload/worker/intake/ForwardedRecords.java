package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.journal.KafkaFaults;
import io.panoptoupload.worker.request.Decoded;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Handles the records of partitions without a counterpart in the journal: requests are forwarded to
 * their home partition, anything else becomes a dead letter here.
 */
final class ForwardedRecords implements RecordRetries.Handler {
    private final Admission admission;
    private final Forwarder forwarder;
    private final Inbox inbox;
    private final LongPredicate reread;

    /**
     * @param inbox that the records come from
     * @param reread whether the record at an offset may have been forwarded once before
     */
    ForwardedRecords(Admission admission, Forwarder forwarder, Inbox inbox, LongPredicate reread) {
        this.admission = admission;
        this.forwarder = forwarder;
        this.inbox = inbox;
        this.reread = reread;
    }

    @Override
    public void decide(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try (Inbox.Reservation _ = inbox.reserve(record)) {
            forward(record);
        }
    }

    private void forward(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            switch (admission.decode(record)) {
                case Decoded.Request(var request) ->
                        forwarder.forward(
                                record, request.requestId(), reread.test(record.offset()));
                case Decoded.Refused refused -> sendAll(admission.invalid(record, refused));
            }
        } catch (RuntimeException e) {
            KafkaFaults.throwUnlessTooLarge(e);
            sendAll(admission.tooLarge(record));
        }
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause)
            throws InterruptedException {
        try (Inbox.Reservation _ = inbox.reserve(record)) {
            boolean again = reread.test(record.offset());
            try {
                sendAll(admission.undecided(record, cause, again, false));
            } catch (RuntimeException e) {
                KafkaFaults.throwUnlessTooLarge(e);
                sendAll(admission.undecided(record, cause, again, true));
            }
        }
    }

    private void sendAll(AdmissionResult refused) throws InterruptedException {
        for (ProducerRecord<byte[], byte[]> each : refused.records()) {
            forwarder.send(each);
        }
        refused.committed().accept(List.of());
    }
}
