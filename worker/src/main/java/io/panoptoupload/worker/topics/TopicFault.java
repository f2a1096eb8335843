package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.fault.StartFault;

import java.util.List;

/** Topics that the worker must not work with: a line for each fault, with its remedy. */
public final class TopicFault extends StartFault {
    private static final long serialVersionUID = 1L;

    /**
     * Of a journal that has more partitions than before: homes follow from their number.
     *
     * @param writtenWith how many it had, in words: "4", or "at least 4" where no position is known
     */
    public static String grownJournal(String journal, int partitions, String writtenWith) {
        return ("the journal %s has %d partitions, but was written with %s: requests would be looked"
                        + " for in the wrong ones and done twice; copy it into a topic with as many"
                        + " partitions as it had and set worker.topics.journal to that")
                .formatted(journal, partitions, writtenWith);
    }

    public TopicFault(List<String> lines) {
        super(lines);
    }
}
