package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Stage;

import java.time.Instant;
import java.util.Optional;

/** Is notified of each stage that a job goes through, for tracing requests across systems. */
public interface StageTraces {
    /** Without tracing. */
    StageTraces NONE = _ -> Run.UNKNOWN;

    /** A stage is about to run. Must neither throw nor block. */
    Run begin(Due due);

    /**
     * What is about to run.
     *
     * @param acceptedAt with the id, what identifies a job
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

    /** A run of a stage. Runs that are never ended are dropped. */
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

        /** The run's W3C trace context; empty when it is not traced. */
        Optional<String> traceparent();

        void end(StageOutcome outcome);
    }
}
