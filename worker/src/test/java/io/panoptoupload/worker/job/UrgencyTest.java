package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Priority;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

class UrgencyTest {
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");

    private record Waiting(Priority priority, Instant since) {
        Instant urgency() {
            return Urgency.of(priority, since);
        }
    }

    @Test
    void of_one_priority_the_older_goes_first() {
        for (Priority priority : Priority.values()) {
            assertFirst(priority, NINE, priority, NINE.plusMillis(1));
        }
    }

    @Test
    void an_urgent_job_overtakes_what_has_waited_for_less_than_an_hour() {
        Instant beforeTen = NINE.plus(Duration.ofMinutes(59));
        assertFirst(Priority.HIGH, beforeTen, Priority.NORMAL, NINE);
        Instant afterTen = NINE.plus(Duration.ofMinutes(61));
        assertFirst(Priority.NORMAL, NINE, Priority.HIGH, afterTen);
    }

    @Test
    void what_has_time_lets_others_pass_for_half_a_day() {
        assertFirst(Priority.NORMAL, NINE.plus(Duration.ofHours(10)), Priority.LOW, NINE);
        assertFirst(Priority.HIGH, NINE.plus(Duration.ofHours(11)), Priority.LOW, NINE);
        assertFirst(Priority.LOW, NINE, Priority.NORMAL, NINE.plus(Duration.ofHours(12)));
    }

    /** Twice as many urgent jobs as one slot can do, for a week. */
    @Test
    void no_flood_of_urgent_jobs_holds_up_the_others_for_ever() {
        Queue<Waiting> queue = new PriorityQueue<>(Comparator.comparing(Waiting::urgency));
        queue.add(new Waiting(Priority.NORMAL, NINE));
        queue.add(new Waiting(Priority.LOW, NINE));
        Duration normal = Duration.ZERO;
        Duration low = Duration.ZERO;
        for (int minute = 0; minute < 7 * 24 * 60; minute++) {
            Instant now = NINE.plus(Duration.ofMinutes(minute));
            queue.add(new Waiting(Priority.HIGH, now));
            queue.add(new Waiting(Priority.HIGH, now));
            Waiting started = queue.remove();
            Duration waited = Duration.between(started.since(), now);
            normal = started.priority() == Priority.NORMAL ? waited : normal;
            low = started.priority() == Priority.LOW ? waited : low;
        }
        assertThat(normal).isBetween(Duration.ofHours(1), Duration.ofHours(3));
        assertThat(low).isBetween(Duration.ofHours(12), Duration.ofHours(25));
    }

    private static void assertFirst(
            Priority first, Instant since, Priority second, Instant otherSince) {
        assertThat(Urgency.of(first, since)).isBefore(Urgency.of(second, otherSince));
    }
}
