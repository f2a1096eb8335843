package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.topics.TopicIds;

import java.util.ArrayList;
import java.util.List;

/** Takeovers that are left to the test. */
final class Takeovers implements Ownership.Takeovers {
    static final TopicIds TOPICS =
            new TopicIds("requests-id", "outcomes-id", "journal-id", "dead-letters-id");

    final List<OwnedPartition> begun = new ArrayList<>();
    final List<OwnedPartition> reopened = new ArrayList<>();

    @Override
    public void begin(OwnedPartition assigned) {
        begun.add(assigned);
    }

    @Override
    public void reopen(OwnedPartition open, String reason) {
        open.halt(open.opening());
        reopened.add(open);
    }
}
