package io.panoptoupload.worker.intake;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.KafkaFaults;
import io.panoptoupload.worker.request.Decoded;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Handles the records of a partition that has a journal: they are decided on, or forwarded to the
 * partition that they belong to.
 */
final class JournalledRecords implements RecordRetries.Handler {
    private final JobPartition partition;
    private final Admission admission;
    private final Forwarder forwarder;
    private final InputProgress progress;
    private final Inbox inbox;
    private final IntakeBackpressure backpressure;

    JournalledRecords(
            JobPartition partition,
            Admission admission,
            Forwarder forwarder,
            InputProgress progress,
            Inbox inbox,
            IntakeBackpressure backpressure) {
        this.partition = partition;
        this.admission = admission;
        this.forwarder = forwarder;
        this.progress = progress;
        this.inbox = inbox;
        this.backpressure = backpressure;
    }

    @Override
    public void decide(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        Optional<Instant> begins = decideOrWait(record);
        while (begins.isPresent()) {
            backpressure.await(begins.get());
            begins = decideOrWait(record);
        }
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause)
            throws InterruptedException {
        try (Inbox.Reservation _ = inbox.reserve(record)) {
            boolean reread = progress.isReread(record);
            progress.commit(
                    record,
                    () -> admission.undecided(record, cause, reread, false),
                    () -> admission.undecided(record, cause, reread, true));
        }
    }

    /**
     * Decides on the record and returns empty; or returns when its job could begin, if there is no
     * room for that job.
     */
    private Optional<Instant> decideOrWait(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        try (Inbox.Reservation _ = inbox.reserve(record)) {
            Decoded decoded = admission.decode(record);
            Optional<Instant> begins = begins(decoded);
            if (begins.filter(backpressure::isFull).isPresent()) {
                return begins;
            }
            backpressure.ends();
            decide(record, decoded);
            return Optional.empty();
        }
    }

    /**
     * When the job that the record asks for could begin. Garbage, records of other partitions and
     * cancel commands start no job and need no room.
     */
    private Optional<Instant> begins(Decoded decoded) {
        if (decoded instanceof Decoded.Request(UploadRequest request)
                && request.command() != Command.CANCEL
                && isAtHome(request)) {
            return Optional.of(
                    Objects.requireNonNullElse(request.options().notBefore(), Instant.MIN));
        }
        return Optional.empty();
    }

    private void decide(ConsumerRecord<byte[], byte[]> record, Decoded decoded)
            throws InterruptedException {
        InputProgress.Decision tooLarge = () -> admission.tooLarge(record);
        switch (decoded) {
            case Decoded.Refused refused ->
                    progress.commit(record, () -> admission.invalid(record, refused), tooLarge);
            case Decoded.Request(UploadRequest request) when isAtHome(request) -> {
                boolean reread = progress.isReread(record);
                progress.commit(
                        record,
                        () -> admission.admit(record, request, partition, reread),
                        tooLarge);
            }
            case Decoded.Request(UploadRequest request) ->
                    progress.commit(
                            record,
                            isForwarded(record, request) ? InputProgress.NOTHING : tooLarge);
        }
    }

    private boolean isAtHome(UploadRequest request) {
        return forwarder.home(request.requestId()) == partition.number();
    }

    /** Returns false for a record that Kafka will never take. */
    private boolean isForwarded(ConsumerRecord<byte[], byte[]> record, UploadRequest request)
            throws InterruptedException {
        try {
            forwarder.forward(record, request.requestId(), progress.isReread(record));
            return true;
        } catch (RuntimeException e) {
            KafkaFaults.throwUnlessTooLarge(e);
            return false;
        }
    }
}
