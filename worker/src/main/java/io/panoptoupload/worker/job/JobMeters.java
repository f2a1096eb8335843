package io.panoptoupload.worker.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.fault.RunningStage;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is counted of jobs. Every label value is there from the start, at 0. */
public final class JobMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12)
    };

    private final MeterRegistry registry;
    private final MeterProvider<Counter> finished;
    private final MeterProvider<Counter> failures;
    private final MeterProvider<Timer> stages;
    private final MeterProvider<Counter> retries;

    public JobMeters(MeterRegistry registry) {
        this.registry = registry;
        this.finished =
                Counter.builder("panopto.upload.jobs.finished")
                        .description("Ended attempts, by outcome")
                        .withRegistry(registry);
        this.failures =
                Counter.builder("panopto.upload.failures")
                        .description("Failed attempts, by error code")
                        .withRegistry(registry);
        this.stages =
                Timer.builder("panopto.upload.stage")
                        .description("Time that jobs spend in a stage, waits included")
                        .serviceLevelObjectives(BUCKETS)
                        .withRegistry(registry);
        this.retries =
                Counter.builder("panopto.upload.retries")
                        .description(
                                "Repeated calls (immediate) and waits recorded in the journal (parked)")
                        .withRegistry(registry);
        List.of(Phase.COMPLETED, Phase.FAILED, Phase.CANCELLED).forEach(this::finished);
        List.of(ErrorCode.values()).forEach(this::failures);
        for (Stage stage : Stage.values()) {
            Timer _ = stage(stage);
            Counter _ = retries(stage, "parked");
            Counter _ = retries(stage, "immediate");
        }
    }

    /** A gauge read from its owner, to which it holds a strong reference. */
    <T> void gauge(String name, String description, T owner, ToDoubleFunction<T> value) {
        Gauge.builder(name, owner, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    <T> void gauge(
            String name, String description, String state, T owner, ToDoubleFunction<T> value) {
        Gauge.builder(name, owner, value)
                .description(description)
                .tag("state", state)
                .strongReference(true)
                .register(registry);
    }

    void ended(Phase phase) {
        finished(phase).increment();
    }

    void failed(ErrorCode code) {
        failures(code).increment();
    }

    void leftStage(Stage stage, Duration after) {
        stage(stage).record(after);
    }

    void parked(Stage stage) {
        retries(stage, "parked").increment();
    }

    /** A call that was repeated at once, within its stage. */
    public void repeated() {
        retries(RunningStage.current().orElse(Stage.TRANSFER), "immediate").increment();
    }

    private Counter finished(Phase phase) {
        return finished.withTags("outcome", phase.name().toLowerCase(Locale.ROOT));
    }

    private Counter failures(ErrorCode code) {
        return failures.withTags("code", code.name());
    }

    private Timer stage(Stage stage) {
        return stages.withTags("stage", stage.wireName());
    }

    private Counter retries(Stage stage, String level) {
        return retries.withTags("stage", stage.wireName(), "level", level);
    }
}
