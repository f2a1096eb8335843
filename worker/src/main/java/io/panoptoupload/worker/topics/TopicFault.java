package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.fault.StartFault;

import java.util.List;

/** Topics that the worker must not work with: a line for each fault, with its remedy. */
public final class TopicFault extends StartFault {
    private static final long serialVersionUID = 1L;

    /** Of a journal that has other partitions than before: homes follow from their number. */
    public static String grownJournal(String journal, int partitions, int writtenWith) {
        return ("the journal %s has %d partitions, but was written with %d: requests would be looked"
                        + " for in the wrong ones and done twice; copy it into a topic with %d"
                        + " partitions and set worker.topics.journal to that")
                .formatted(journal, partitions, writtenWith, writtenWith);
    }

    /**
     * The same of a journal of which no position is known.
     *
     * @param atLeast it was written with, since others may have been there and never opened
     */
    static String grownJournalOfAtLeast(String journal, int partitions, int atLeast) {
        return ("the journal %s has %d partitions, but was written with fewer (at least %d): requests"
                        + " would be looked for in the wrong ones and done twice; copy it into a topic"
                        + " with as many partitions as it had and set worker.topics.journal to that")
                .formatted(journal, partitions, atLeast);
    }

    public TopicFault(List<String> lines) {
        super(lines);
    }
}
