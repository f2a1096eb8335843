package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every accepted request ends exactly once per attempt, and its last word is true: its recording is
 * there, unless the scenario gave it another way to end.
 */
final class NothingLost implements Guarantee {
    @Override
    public void verify(Evidence evidence) {
        for (Job job : evidence.jobs()) {
            List<Outcomes.Event> events =
                    evidence.eventsOf(job.id()).stream()
                            .filter(e -> !(e.event() instanceof OutcomeEvent.Rejected))
                            .toList();
            Map<Integer, List<String>> endsByAttempt =
                    events.stream()
                            .filter(e -> e.event().isFinal())
                            .collect(
                                    Collectors.groupingBy(
                                            Outcomes.Event::attempt,
                                            Collectors.mapping(
                                                    Outcomes.Event::ceId, Collectors.toList())));
            int attempts = events.stream().mapToInt(Outcomes.Event::attempt).max().orElse(0);
            assertThat(attempts).as("attempts of " + job.id()).isPositive();
            for (int attempt = 1; attempt <= attempts; attempt++) {
                assertThat(endsByAttempt.getOrDefault(attempt, List.of()).stream().distinct())
                        .as("ends of %s in attempt %d", job.id(), attempt)
                        .hasSize(1);
            }
            judgeLastWord(evidence, job, events.getLast().event());
        }
    }

    private static void judgeLastWord(Evidence evidence, Job job, OutcomeEvent last) {
        var published = evidence.publishedFor(job);
        switch (last) {
            case OutcomeEvent.Completed completed ->
                    assertThat(published)
                            .as("the session that completes " + job.id())
                            .extracting(upload -> upload.sessionId())
                            .containsExactly(completed.sessionId());
            case OutcomeEvent.Cancelled _ -> {
                assertThat(evidence.otherEnds().mayBeCancelled()).contains(job.id());
                assertThat(published).as("sessions of %s, cancelled", job.id()).isEmpty();
            }
            default ->
                    assertThat(evidence.otherEnds().mayFail())
                            .as("%s may end so: %s", job.id(), last)
                            .contains(job.id());
        }
    }
}
