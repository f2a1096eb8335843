package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Phase.ACCEPTED;
import static io.panoptoupload.worker.job.Phase.ARMED;
import static io.panoptoupload.worker.job.Phase.CANCELLED;
import static io.panoptoupload.worker.job.Phase.COMPLETED;
import static io.panoptoupload.worker.job.Phase.CREATED;
import static io.panoptoupload.worker.job.Phase.FAILED;
import static io.panoptoupload.worker.job.Phase.MANIFESTED;
import static io.panoptoupload.worker.job.Phase.PROCESSING;
import static io.panoptoupload.worker.job.Phase.TRANSFERRED;
import static io.panoptoupload.worker.job.Phase.WITHDRAWING;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The legal moves of a job. A move to the phase itself is a checkpoint and always legal, except
 * from an end.
 */
public final class Moves {
    private static final Map<Phase, Set<Phase>> LEGAL = new EnumMap<>(Phase.class);

    static {
        LEGAL.put(ACCEPTED, EnumSet.of(CREATED, FAILED, CANCELLED));
        // Back to ACCEPTED: Panopto has dropped the upload.
        LEGAL.put(CREATED, EnumSet.of(TRANSFERRED, ACCEPTED, FAILED, CANCELLED));
        LEGAL.put(TRANSFERRED, EnumSet.of(MANIFESTED, ACCEPTED, FAILED, CANCELLED));
        LEGAL.put(MANIFESTED, EnumSet.of(ARMED, ACCEPTED, FAILED, CANCELLED));
        // Never straight to CANCELLED: a late PUT could still publish.
        LEGAL.put(ARMED, EnumSet.of(PROCESSING, ACCEPTED, WITHDRAWING, FAILED));
        // Back to ACCEPTED also for the next stream that is added to a session.
        // Back to ARMED: Panopto still has the upload at 0, so the PUT never landed.
        LEGAL.put(PROCESSING, EnumSet.of(COMPLETED, ARMED, ACCEPTED, WITHDRAWING, FAILED));
        LEGAL.put(WITHDRAWING, EnumSet.of(ACCEPTED, CANCELLED, COMPLETED, FAILED));
        // A retry goes on from what is recorded.
        LEGAL.put(
                FAILED,
                EnumSet.of(
                        ACCEPTED,
                        CREATED,
                        TRANSFERRED,
                        MANIFESTED,
                        ARMED,
                        PROCESSING,
                        WITHDRAWING));
        LEGAL.put(CANCELLED, EnumSet.of(ACCEPTED));
        LEGAL.put(COMPLETED, EnumSet.noneOf(Phase.class));
    }

    private Moves() {}

    public static Set<Phase> from(Phase phase) {
        return LEGAL.getOrDefault(phase, Set.of());
    }

    /**
     * @throws IllegalStateException for a move that is not in the table
     */
    static Phase check(Phase from, Phase to) {
        boolean checkpoint = from == to && !from.isFinal();
        if (!checkpoint && !from(from).contains(to)) {
            throw new IllegalStateException("no job may move from " + from + " to " + to);
        }
        return to;
    }
}
