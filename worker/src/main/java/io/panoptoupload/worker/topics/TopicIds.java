package io.panoptoupload.worker.topics;

import java.util.ArrayList;
import java.util.List;

/**
 * Which topics bear the four names: one that is deleted and created again gets another id, and so
 * does a copy. Ids are text as {@code kafka-topics --describe} shows it.
 */
public record TopicIds(String requests, String outcomes, String journal, String deadLetter) {
    /** What is another topic by now, a few words for each. */
    public List<String> changes(TopicIds now) {
        List<String> changes = new ArrayList<>();
        change("requests", requests, now.requests, changes);
        change("outcomes", outcomes, now.outcomes, changes);
        change("journal", journal, now.journal, changes);
        change("dead letters", deadLetter, now.deadLetter, changes);
        return changes;
    }

    private static void change(String of, String then, String now, List<String> changes) {
        if (!then.equals(now)) {
            changes.add("the topic of %s (id %s, now %s)".formatted(of, then, now));
        }
    }
}
