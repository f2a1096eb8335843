package io.panoptoupload.worker.journal;

/** The journal's records by their offset. */
public interface JournalRecords {
    /**
     * The value of the record at an offset.
     *
     * @throws IllegalStateException when no value stands there
     */
    byte[] read(int partition, long offset) throws InterruptedException;

    /**
     * The value of a key's record, wherever it stands if not at that offset.
     *
     * @throws IllegalStateException when it has none
     */
    default byte[] read(int partition, JournalKey key, long offset) throws InterruptedException {
        return read(partition, offset);
    }
}
