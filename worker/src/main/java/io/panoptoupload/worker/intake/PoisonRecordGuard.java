package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Care with the first record that a new owner of a partition decides on, since it may be what ended
 * the last one. It is marked in the journal first; the mark is removed with its decision, so an
 * owner that finds one knows that its predecessor ended in between. That does not prove what ended
 * it: such a record is tried in a process of its own, and only one that ends that process, too, is
 * not decided any more. So {@code kill -9} costs a good record nothing, however often it comes at
 * this point, and no other record costs anything at all.
 */
public final class PoisonRecordGuard {
    private static final Logger log = LoggerFactory.getLogger(PoisonRecordGuard.class);

    /** Decides on a record where nothing is lost if that ends the process. */
    public interface Trial {
        /** Whether it ended the process, by itself and for certain. */
        boolean ends(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    /** Makes it durable that the next record is about to be decided on. */
    interface Mark {
        void write() throws InterruptedException;
    }

    private final Trial trial;
    private final Mark mark;
    private boolean marked;
    private boolean cleared;
    private long checked = -1;
    private boolean poison;

    /**
     * @param marked whether the journal says that the first record was being decided on
     */
    PoisonRecordGuard(boolean marked, Trial trial, Mark mark) {
        this.marked = marked;
        this.trial = trial;
        this.mark = mark;
    }

    /** Whether a record is proven to end processes; to be asked before anything of it is read. */
    boolean isProven(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (cleared) {
            return false;
        }
        if (checked != record.offset()) {
            poison = marked && endsTrial(record);
            if (!marked) {
                mark.write();
            }
            // The record behind a fatal one is tried as well: they seldom come alone.
            marked = true;
            checked = record.offset();
        }
        return poison;
    }

    private boolean endsTrial(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        log.warn(
                "record {}-{} may be what ended an owner of its partition; it is tried in a process of"
                        + " its own",
                record.partition(),
                record.offset());
        return trial.ends(record);
    }

    /** A record was decided on, and this process goes on. */
    void clear() {
        cleared = true;
    }
}
