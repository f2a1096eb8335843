package io.panoptoupload.worker.partition;

import java.time.InstantSource;
import java.util.stream.Stream;

/** How requests are taken in now, for readiness and metrics. */
public record IntakeHealth(
        Ownership ownership, TopicWatch topics, PollFaults polls, InstantSource clock) {
    public IntakeStatus status() {
        return IntakeStatus.of(
                ownership,
                clock.instant(),
                Stream.concat(topics.fault().stream(), polls.lastError().stream()).toList());
    }
}
