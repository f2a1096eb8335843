package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Runs last: the behaviour tests before it have to have visited every legal move. */
abstract class EveryMove {
    private static final Set<RecordedMove> VISITED = ConcurrentHashMap.newKeySet();

    static void visited(Collection<RecordedMove> moves) {
        VISITED.addAll(moves);
    }

    @Test
    void every_legal_move_is_visited_by_a_behaviour_test() {
        Stream<RecordedMove> legal =
                Arrays.stream(Phase.values())
                        .flatMap(from ->
                                Moves.from(from).stream().map(to -> new RecordedMove(from, to)));
        assertThat(legal.filter(move -> !VISITED.contains(move)))
                .describedAs("legal moves that no behaviour test visits")
                .isEmpty();
    }
}
