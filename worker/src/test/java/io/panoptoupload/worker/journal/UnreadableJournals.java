package io.panoptoupload.worker.journal;

import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.common.TopicPartition;

/** Damage that no broker need have suffered. */
public final class UnreadableJournals {
    private UnreadableJournals() {}

    public static UnreadableJournal at(long offset) {
        return UnreadableJournal.withheld(
                new TopicPartition("journal", 0), new Finding.Withheld(offset, offset + 1));
    }
}
