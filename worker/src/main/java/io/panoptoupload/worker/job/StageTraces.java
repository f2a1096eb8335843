package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Stage;

import java.time.Instant;
import java.util.Optional;

/** Is told of each stage that a job goes through, for whoever follows requests across systems. */
public interface StageTraces {
    /** Of a worker that nobody follows. */
    StageTraces NONE = _ -> Run.UNKNOWN;

    /** A stage is about to run. Must not throw, nor wait for anybody. */
    Run begin(Due due);

    /**
     * What is about to run.
     *
     * @param acceptedAt with the id, what tells one job from another
     * @param traceparent as the request brought it, if it did; anything may stand in it
     * @param since when the run began: of Panopto's processing, when that began
     */
    record Due(
            String requestId,
            Instant acceptedAt,
            Optional<String> traceparent,
            int attempt,
            Stage stage,
            Instant since,
            String worker) {}

    /** A run of a stage. One that is never ended came to nothing and is told to nobody. */
    interface Run {
        Run UNKNOWN =
                new Run() {
                    @Override
                    public Optional<String> traceparent() {
                        return Optional.empty();
                    }

                    @Override
                    public void end(StageOutcome outcome) {}
                };

        /** By which the run is known to others (W3C); empty when it is not. */
        Optional<String> traceparent();

        void end(StageOutcome outcome);
    }
}
