package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Has the first record of a new owner decided on with care, as {@link PoisonRecordGuard} says. One
 * that is proven to end processes becomes a dead letter without being read.
 */
final class PoisonRecordHandler implements RecordRetries.Handler {
    private final RecordRetries.Handler others;
    private final PoisonRecordGuard guard;
    private final Admission admission;
    private final InputProgress progress;
    private final Inbox inbox;

    /**
     * @param others decides on all other records
     */
    PoisonRecordHandler(
            RecordRetries.Handler others,
            PoisonRecordGuard guard,
            Admission admission,
            InputProgress progress,
            Inbox inbox) {
        this.others = others;
        this.guard = guard;
        this.admission = admission;
        this.progress = progress;
        this.inbox = inbox;
    }

    @Override
    public void decide(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (guard.isProven(record)) {
            try (Inbox.Reservation _ = inbox.reserve(record)) {
                boolean reread = progress.isReread(record);
                progress.commitSuspect(
                        record,
                        () -> admission.poison(record, reread, false),
                        () -> admission.poison(record, reread, true));
            }
        } else {
            others.decide(record);
            guard.clear();
        }
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause)
            throws InterruptedException {
        others.deadLetter(record, cause);
        guard.clear();
    }
}
