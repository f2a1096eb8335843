package io.panoptoupload.worker.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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
    private final Map<Phase, Counter> finished = new EnumMap<>(Phase.class);
    private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Map<Stage, Counter> parked = new EnumMap<>(Stage.class);
    private final Map<Stage, Counter> immediate = new EnumMap<>(Stage.class);

    public JobMeters(MeterRegistry registry) {
        this.registry = registry;
        finished.put(Phase.COMPLETED, finished("completed"));
        finished.put(Phase.FAILED, finished("failed"));
        finished.put(Phase.CANCELLED, finished("cancelled"));
        for (ErrorCode code : ErrorCode.values()) {
            failures.put(
                    code,
                    Counter.builder("panopto.upload.failures")
                            .description("Attempts that failed, by the reason")
                            .tag("code", code.name())
                            .register(registry));
        }
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    Timer.builder("panopto.upload.stage")
                            .description("Time that jobs spend in a stage, waits included")
                            .tag("stage", stage.wireName())
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
            parked.put(stage, retries(stage, "parked"));
            immediate.put(stage, retries(stage, "immediate"));
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
        Objects.requireNonNull(finished.get(phase)).increment();
    }

    void failed(ErrorCode code) {
        Objects.requireNonNull(failures.get(code)).increment();
    }

    void leftStage(Stage stage, Duration after) {
        Objects.requireNonNull(stages.get(stage)).record(after);
    }

    void parked(Stage stage) {
        Objects.requireNonNull(parked.get(stage)).increment();
    }

    /** A call that was repeated at once, within the stage. */
    public void repeated(Stage stage) {
        Objects.requireNonNull(immediate.get(stage)).increment();
    }

    private Counter finished(String outcome) {
        return Counter.builder("panopto.upload.jobs.finished")
                .description("Attempts that ended")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter retries(Stage stage, String level) {
        return Counter.builder("panopto.upload.retries")
                .description(
                        "Repeated calls (immediate) and waits recorded in the journal (parked)")
                .tag("stage", stage.wireName())
                .tag("level", level)
                .register(registry);
    }
}
