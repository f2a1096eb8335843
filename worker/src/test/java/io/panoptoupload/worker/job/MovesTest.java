package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MovesTest {
    @ParameterizedTest
    @EnumSource
    void a_move_that_is_not_in_the_table_throws(Phase from) {
        for (Phase to : Phase.values()) {
            boolean checkpoint = from == to && !from.isFinal();
            if (checkpoint || Moves.from(from).contains(to)) {
                assertThat(Moves.check(from, to)).isEqualTo(to);
            } else {
                assertThatThrownBy(() -> Moves.check(from, to))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(from + " to " + to);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ARMED", "PROCESSING"})
    void an_upload_that_may_publish_is_never_simply_cancelled(Phase armed) {
        assertThat(Moves.from(armed)).doesNotContain(Phase.CANCELLED).contains(Phase.WITHDRAWING);
    }
}
