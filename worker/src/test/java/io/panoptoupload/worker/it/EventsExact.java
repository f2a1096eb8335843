package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The events of a job come in order and without gaps, each under an id of its own; one that comes
 * again is the same to the last byte.
 */
final class EventsExact implements Guarantee {
    @Override
    public void verify(Evidence evidence) {
        for (Job job : evidence.jobs()) {
            Map<String, String> known = new HashMap<>();
            List<Long> sequences = new ArrayList<>();
            for (Outcomes.Event event : evidence.eventsOf(job.id())) {
                String before = known.putIfAbsent(event.ceId(), event.wire());
                if (before != null) {
                    assertThat(event.wire()).as("repetition of " + event.ceId()).isEqualTo(before);
                    continue;
                }
                if (event.sequence() > 0) {
                    sequences.add(event.sequence());
                    assertThat(event.ceId()).isEqualTo(event.expectedId());
                }
            }
            assertThat(sequences)
                    .as("sequence of the events of " + job.id())
                    .isNotEmpty()
                    .isEqualTo(LongStream.rangeClosed(1, sequences.size()).boxed().toList());
        }
    }
}
