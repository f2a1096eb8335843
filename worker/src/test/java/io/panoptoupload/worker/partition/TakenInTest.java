package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class TakenInTest {
    @Test
    void the_group_keeps_it_with_the_offset() {
        TakenIn taken = new TakenIn(40, "WNBDndZvRHSuBon69xcHEw", Long.MAX_VALUE);
        assertThat(TakenIn.of(taken.toOffset(""))).isEqualTo(taken);
        assertThat(taken.mayBeIn("WNBDndZvRHSuBon69xcHEw")).isTrue();
        assertThat(taken.mayBeIn("another")).isFalse();
    }

    @Test
    void a_note_stands_behind_it() {
        TakenIn taken = new TakenIn(40, "WNBDndZvRHSuBon69xcHEw", 7);
        assertThat(TakenIn.of(taken.toOffset(" unreadable 40 1796000000"))).isEqualTo(taken);
    }

    @Test
    void what_is_forwarded_once_more_stands_in_a_note() {
        TakenIn taken = new TakenIn(40, "WNBDndZvRHSuBon69xcHEw", 0, 95, 12);
        assertThat(TakenIn.of(taken.toOffset(""))).isEqualTo(taken);
        assertThat(TakenIn.of(taken.toOffset(" unreadable 40 1796000000"))).isEqualTo(taken);
        TakenIn over = new TakenIn(95, "WNBDndZvRHSuBon69xcHEw", 0, 95, null);
        assertThat(TakenIn.of(over.toOffset("")).rereadUntil()).isZero();
    }

    @Test
    void former_versions_and_other_tools_leave_only_the_offset() {
        TakenIn bare = TakenIn.of(new OffsetAndMetadata(40));
        assertThat(bare).isEqualTo(new TakenIn(40, "", 0));
        assertThat(bare.mayBeIn("any")).isTrue();
        assertThat(TakenIn.of(new OffsetAndMetadata(40, "reset by hand")))
                .isEqualTo(new TakenIn(40, "", 0));
        String number = " " + "9".repeat(19);
        assertThat(TakenIn.of(new OffsetAndMetadata(40, number + " reread" + number)))
                .isEqualTo(new TakenIn(40, "", 0));
    }
}
