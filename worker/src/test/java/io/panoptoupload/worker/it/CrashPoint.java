package io.panoptoupload.worker.it;

import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.FaultRuleBuilder;
import io.panoptoupload.simulator.Faults;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;

/** A place around one effect at which a job stands when its worker goes. */
enum CrashPoint {
    /** The effect never happens: all its requests are reset unread. */
    BEFORE,
    /** The effect has happened, and the worker never learns of it. */
    AFTER,
    /** The request is out, and has its effect long after its worker is gone. */
    LATE;

    /** Rules that bring the next jobs, so many, to this point of an operation, and no further. */
    Reached around(Faults faults, Operation operation, String match, int jobs) {
        FaultRuleBuilder first =
                switch (this) {
                    case BEFORE -> FaultRule.on(operation, FaultKind.RESET);
                    case AFTER -> FaultRule.on(operation, FaultKind.LOST_ANSWER).times(jobs);
                    case LATE -> FaultRule.on(operation, FaultKind.HOLD).times(jobs);
                };
        String id = faults.add(first.matching(match).build());
        if (this == AFTER) {
            faults.add(FaultRule.on(operation, FaultKind.RESET).matching(match).build());
        }
        return () ->
                Awaitility.await(this + " " + operation + " " + match)
                        .until(() -> faults.fired(id) >= jobs);
    }

    /** Waits until the jobs stand there. */
    interface Reached {
        void await();
    }
}
