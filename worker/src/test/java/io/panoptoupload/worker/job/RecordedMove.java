package io.panoptoupload.worker.job;

import java.util.List;

/** A move between two phases of a job, as its records show it. */
public record RecordedMove(Phase from, Phase to) {
    /**
     * The moves that lead from one record of a job to its next one. Two of them where the manifest
     * was sent in between, since that is recorded together with the step that follows.
     */
    public static List<RecordedMove> between(Phase from, Phase to) {
        RecordedMove move = new RecordedMove(from, to);
        return from != Phase.TRANSFERRED || move.isLegal()
                ? List.of(move)
                : List.of(
                        new RecordedMove(from, Phase.MANIFESTED),
                        new RecordedMove(Phase.MANIFESTED, to));
    }

    public boolean isLegal() {
        return Moves.from(from).contains(to);
    }
}
