package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.notBefore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.StageResult;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** What operators see of the jobs. */
class JobMetersTest {
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final TestWorker worker = new TestWorker(held::add);

    @Test
    void every_label_value_is_there_from_the_start() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        assertThat(new JobMeters(registry)).isNotNull();
        assertThat(registry.scrape().lines())
                .contains(
                        "panopto_upload_jobs_finished_total{outcome=\"completed\"} 0.0",
                        "panopto_upload_jobs_finished_total{outcome=\"failed\"} 0.0",
                        "panopto_upload_jobs_finished_total{outcome=\"cancelled\"} 0.0",
                        "panopto_upload_failures_total{code=\"PROCESSING_FAILED\"} 0.0",
                        "panopto_upload_retries_total{level=\"immediate\",stage=\"create\"} 0.0",
                        "panopto_upload_retries_total{level=\"parked\",stage=\"processing\"} 0.0",
                        "panopto_upload_stage_seconds_count{stage=\"finalise\"} 0");
    }

    @Test
    void a_call_that_is_repeated_counts_for_the_stage_that_makes_it() {
        TestWorker running = new TestWorker();
        JobMeters meters = new JobMeters(running.meters);
        running.stages.next(
                Phase.TRANSFERRED,
                context -> {
                    meters.repeated();
                    return new StageResult.Done(context.upload(), List.of());
                });
        running.stages.next(
                Phase.PROCESSING,
                context -> {
                    meters.repeated();
                    return ScriptedStages.published(context);
                });
        running.accept("a");
        running.passes(Duration.ofMinutes(1));
        meters.repeated();
        assertThat(running.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(List.of("create", "transfer", "manifest", "finalise", "processing"))
                .extracting(stage ->
                        running.meters
                                .get("panopto.upload.retries")
                                .tags("stage", stage, "level", "immediate")
                                .counter()
                                .count())
                .as("a part is sent on a thread of its own")
                .containsExactly(0.0, 1.0, 1.0, 0.0, 1.0);
    }

    @Test
    void what_is_repeated_to_take_an_upload_back_counts_for_the_end() {
        TestWorker running = new TestWorker();
        JobMeters meters = new JobMeters(running.meters);
        running.onDiscard = meters::repeated;
        running.stages.next(
                Phase.CREATED,
                _ -> {
                    throw new PermanentFault(ErrorCode.CHECKSUM_MISMATCH, "Other bytes.");
                });
        running.start("a");
        assertThat(running.discarded).hasSize(1);
        assertThat(
                        running.meters
                                .get("panopto.upload.retries")
                                .tags("stage", "processing", "level", "immediate")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void the_backlog_is_what_could_transfer_if_there_were_a_free_slot() {
        for (String id : new String[] {"a", "b", "c", "d"}) {
            worker.accept(id);
        }
        Instant tomorrow = worker.clock.instant().plus(Duration.ofDays(1));
        var _ = worker.send(lecture("later").options(notBefore(tomorrow)).build());
        Instant _ = worker.engine.dispatch();
        assertThat(gauge("panopto.upload.slots", "state", "used")).isEqualTo(2);
        assertThat(gauge("panopto.upload.jobs", "state", "waiting")).isEqualTo(3);
        assertThat(gauge("panopto.upload.backlog.jobs")).isEqualTo(2);
    }

    @Test
    void a_job_that_is_ended_takes_no_slot_although_it_is_where_it_would_need_one() {
        for (String id : new String[] {"a", "b", "c"}) {
            worker.accept(id);
        }
        worker.cancel("c", "no longer needed");
        Instant _ = worker.engine.dispatch();
        assertThat(held).hasSize(3);
        assertThat(gauge("panopto.upload.slots", "state", "used")).isEqualTo(2);
        assertThat(gauge("panopto.upload.slots", "state", "free")).isZero();
    }

    /** Armed, and parked there, it is in the stage in which it came to be armed. */
    @Test
    void the_time_in_a_stage_is_that_of_all_its_phases() {
        TestWorker running = new TestWorker();
        running.stages.next(
                Phase.MANIFESTED,
                context -> {
                    running.clock.advance(Duration.ofMinutes(10));
                    context.arm();
                    return Given.unavailable(null).run(context);
                });
        running.stages.next(
                Phase.ARMED,
                context -> {
                    running.clock.advance(Duration.ofMinutes(5));
                    return ScriptedStages.finalise(context);
                });
        running.accept("a");
        running.passes(Duration.ofHours(1));
        assertThat(running.phase("a")).isEqualTo(Phase.COMPLETED);
        Timer finalise =
                running.meters.get("panopto.upload.stage").tags("stage", "finalise").timer();
        assertThat(finalise.count()).isEqualTo(1);
        assertThat(finalise.totalTime(TimeUnit.SECONDS))
                .as("as the sender is told, in whole seconds")
                .isGreaterThan(15 * 60)
                .isCloseTo(
                        (double)
                                Objects.requireNonNull(
                                                running.last("a", OutcomeEvent.Completed.class)
                                                        .durations()
                                                        .get(Stage.FINALISE))
                                        .toSeconds(),
                        within(1.0));
    }

    @Test
    void there_is_no_backlog_that_more_workers_could_take_while_panopto_is_down() {
        worker.gateOpensAt = worker.clock.instant().plusSeconds(30);
        worker.accept("a");
        assertThat(gauge("panopto.upload.jobs", "state", "waiting")).isEqualTo(1);
        assertThat(gauge("panopto.upload.backlog.jobs")).isZero();
    }

    @Test
    void a_job_grows_old_from_when_it_may_begin() {
        Instant tomorrow = worker.clock.instant().plus(Duration.ofDays(1));
        var _ = worker.send(lecture("later").options(notBefore(tomorrow)).build());
        worker.clock.advance(Duration.ofHours(3));
        assertThat(gauge("panopto.upload.oldest.job.seconds")).isZero();
        worker.clock.advance(Duration.ofHours(23));
        assertThat(gauge("panopto.upload.oldest.job.seconds")).isEqualTo(2 * 3600);
    }

    @Test
    void a_running_job_that_records_nothing_is_seen() {
        worker.accept("a");
        Instant _ = worker.engine.dispatch();
        worker.clock.advance(Duration.ofMinutes(7));
        assertThat(gauge("panopto.upload.checkpoint.age.seconds")).isEqualTo(420);
        assertThat(gauge("panopto.upload.stalled.jobs")).isEqualTo(1);
        held.remove().run();
        assertThat(gauge("panopto.upload.checkpoint.age.seconds")).isZero();
    }

    @Test
    void an_attempt_that_fails_is_counted_by_its_reason() {
        worker.stages.next(Phase.ACCEPTED, Given.refused());
        worker.accept("a");
        Instant _ = worker.engine.dispatch();
        held.remove().run();
        double failures =
                worker.meters.get("panopto.upload.failures").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
        assertThat(failures).isEqualTo(1);
        assertThat(counter("panopto.upload.failures", "code", "FOLDER_NOT_FOUND")).isEqualTo(1);
        assertThat(counter("panopto.upload.jobs.finished", "outcome", "failed")).isEqualTo(1);
    }

    private double counter(String name, String... tags) {
        return worker.meters.get(name).tags(tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return worker.meters.get(name).tags(tags).gauge().value();
    }
}
