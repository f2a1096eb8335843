package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class CommittedPositionTest {
    @Test
    void the_group_keeps_it_with_the_offset() {
        CommittedPosition taken =
                new CommittedPosition(40, "WNBDndZvRHSuBon69xcHEw", Long.MAX_VALUE);
        assertThat(CommittedPosition.of(taken.toOffset(""))).isEqualTo(taken);
        assertThat(taken.mayBeIn("WNBDndZvRHSuBon69xcHEw")).isTrue();
        assertThat(taken.mayBeIn("another")).isFalse();
    }

    @Test
    void a_note_stands_behind_it() {
        CommittedPosition taken = new CommittedPosition(40, "WNBDndZvRHSuBon69xcHEw", 7);
        assertThat(CommittedPosition.of(taken.toOffset(" unreadable 40 1796000000")))
                .isEqualTo(taken);
    }

    @Test
    void what_is_forwarded_once_more_stands_in_a_note() {
        CommittedPosition taken = new CommittedPosition(40, "WNBDndZvRHSuBon69xcHEw", 0, 95, 12);
        assertThat(CommittedPosition.of(taken.toOffset(""))).isEqualTo(taken);
        assertThat(CommittedPosition.of(taken.toOffset(" unreadable 40 1796000000")))
                .isEqualTo(taken);
        CommittedPosition over = new CommittedPosition(95, "WNBDndZvRHSuBon69xcHEw", 0, 95, null);
        assertThat(CommittedPosition.of(over.toOffset("")).rereadUntil()).isZero();
    }

    @Test
    void former_versions_and_other_tools_leave_only_the_offset() {
        CommittedPosition bare = CommittedPosition.of(new OffsetAndMetadata(40));
        assertThat(bare).isEqualTo(new CommittedPosition(40, "", 0));
        assertThat(bare.mayBeIn("any")).isTrue();
        assertThat(CommittedPosition.of(new OffsetAndMetadata(40, "reset by hand")))
                .isEqualTo(new CommittedPosition(40, "", 0));
        String number = " " + "9".repeat(19);
        assertThat(CommittedPosition.of(new OffsetAndMetadata(40, number + " reread" + number)))
                .isEqualTo(new CommittedPosition(40, "", 0));
    }
}
