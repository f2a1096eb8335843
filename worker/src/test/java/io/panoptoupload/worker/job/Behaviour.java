package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;

import org.junit.jupiter.api.AfterEach;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A worker on the caller's thread; what holds for every job is looked at after each test. */
abstract class Behaviour {
    final TestWorker worker = new TestWorker();

    @AfterEach
    void what_the_stages_asserted_holds() {
        worker.stages.checkAsserted();
    }

    @AfterEach
    void every_job_moves_legally_and_its_events_have_no_gaps() {
        worker.journal
                .moves()
                .forEach(move -> assertThat(Moves.from(move.from())).contains(move.to()));
        EveryMove.visited(worker.journal.moves());
        Map<String, Long> last = new HashMap<>();
        for (OutcomeEvent event : worker.journal.events()) {
            long sequence = Objects.requireNonNull(event.header().sequence());
            String life = event.requestId() + event.header().acceptedAt();
            long before = last.getOrDefault(life, 0L);
            assertThat(sequence)
                    .describedAs("%s", event)
                    .isBetween(Math.max(1, before), before + 1);
            last.put(life, sequence);
        }
    }
}
