package io.panoptoupload.worker.stage;

/**
 * Consecutive checks that found an upload ended, by what Panopto said. Recorded, so that they count
 * over restarts and takeovers; a single response may be wrong.
 *
 * @param dead checks that named a state in which the upload has ended unpublished
 * @param unknown checks that found no such upload
 * @param finalised checks that found it finalised, although this worker had not done that
 * @param removed whether Panopto has acknowledged a removal that this worker asked for
 * @param begun whether another check has begun, whose result is not recorded yet
 */
public record EndChecks(int dead, int unknown, int finalised, boolean removed, boolean begun) {
    static final EndChecks NONE = new EndChecks(0, 0, 0, false, false);

    /**
     * Before another check. If the result of the one before is lost, that one may have found the
     * upload alive: what was counted until then no longer counts.
     */
    EndChecks begin() {
        return begun
                ? new EndChecks(0, 0, 0, false, true)
                : new EndChecks(dead, unknown, finalised, removed, true);
    }

    EndChecks andDead() {
        return new EndChecks(dead + 1, unknown, finalised, removed, false);
    }

    EndChecks andUnknown() {
        return new EndChecks(dead, unknown + 1, finalised, removed, false);
    }

    EndChecks andFinalised() {
        return new EndChecks(dead, unknown, finalised + 1, removed, false);
    }

    EndChecks andRemoved() {
        return new EndChecks(dead, unknown, finalised, true, false);
    }

    /** After a check that failed. */
    EndChecks andNothing() {
        return new EndChecks(dead, unknown, finalised, removed, false);
    }

    int total() {
        return dead + unknown + finalised;
    }
}
