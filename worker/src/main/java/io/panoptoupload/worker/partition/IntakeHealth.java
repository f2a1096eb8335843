package io.panoptoupload.worker.partition;

import java.time.InstantSource;
import java.util.stream.Stream;

/** How requests are taken in now, for readiness and metrics. */
public final class IntakeHealth {
    private final Ownership ownership;
    private final TopicWatch topics;
    private final PollFaults polls;
    private final InstantSource clock;

    public IntakeHealth(
            Ownership ownership, TopicWatch topics, PollFaults polls, InstantSource clock) {
        this.ownership = ownership;
        this.topics = topics;
        this.polls = polls;
        this.clock = clock;
    }

    public IntakeStatus status() {
        return IntakeStatus.of(
                ownership,
                clock.instant(),
                Stream.concat(topics.fault().stream(), polls.lastError().stream()).toList());
    }
}
