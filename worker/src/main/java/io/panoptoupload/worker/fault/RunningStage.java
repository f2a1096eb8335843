package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.Stage;

import java.util.Optional;

/**
 * The stage that a thread works for, by which repeated calls are counted. Another thread that does
 * some of the work has to be given it.
 */
public final class RunningStage {
    private static final ScopedValue<Stage> STAGE = ScopedValue.newInstance();

    private RunningStage() {}

    /** Runs work for a stage. */
    public static ScopedValue.Carrier of(Stage stage) {
        return ScopedValue.where(STAGE, stage);
    }

    /** Empty where work belongs to no stage. */
    public static Optional<Stage> current() {
        return STAGE.isBound() ? Optional.of(STAGE.get()) : Optional.empty();
    }

    /** The same work, for the stage of the thread that calls this, wherever it runs. */
    public static Runnable kept(Runnable work) {
        return current().<Runnable>map(stage -> () -> of(stage).run(work)).orElse(work);
    }
}
