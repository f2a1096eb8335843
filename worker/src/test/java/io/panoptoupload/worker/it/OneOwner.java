package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.job.Phase;
import io.panoptoupload.worker.job.RecordedMove;

import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * Only the owner of a partition writes its journal: the records of each job are one chain in one
 * partition, in which each follows from the one before. A second writer would break it.
 */
final class OneOwner implements Guarantee {
    @Override
    public void verify(Evidence evidence) {
        for (Job job : evidence.jobs()) {
            List<JournalTrail.Entry> states =
                    evidence.journal().stream().filter(e -> e.isStateOf(job.id())).toList();
            assertThat(states).as("states of " + job.id()).isNotEmpty();
            assertThat(states.stream().map(JournalTrail.Entry::partition).distinct())
                    .as("home of " + job.id())
                    .hasSize(1);
            for (int i = 1; i < states.size(); i++) {
                follows(
                        job,
                        states.get(i - 1).value().orElseThrow(),
                        states.get(i).value().orElseThrow());
            }
        }
    }

    private static void follows(Job job, JsonNode before, JsonNode after) {
        Phase from = phase(before);
        Phase to = phase(after);
        if (from != to) {
            assertThat(RecordedMove.between(from, to))
                    .as("moves of " + job.id())
                    .allMatch(RecordedMove::isLegal);
        }
        assertThat(number(after, "lastEvent", "sequence"))
                .as("sequence in the journal of " + job.id())
                .isGreaterThanOrEqualTo(number(before, "lastEvent", "sequence"));
        assertThat(number(after, "attempt", "number"))
                .as("attempt in the journal of " + job.id())
                .isGreaterThanOrEqualTo(number(before, "attempt", "number"));
    }

    private static Phase phase(JsonNode state) {
        return Phase.valueOf(state.required("phase").asString());
    }

    private static long number(JsonNode state, String object, String field) {
        return state.required(object).required(field).asLong();
    }
}
