package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.FaultRuleBuilder;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings jobs to a place and keeps them there, by faults that know them by file or upload. */
record Placing(TestEnvironment environment, Captures captures) {
    /** Publishes a request for one small file of the job's own name. */
    void publish(String job) {
        publish(Requests.of(job, captures.write(job + ".mp4", 1000)));
    }

    void publish(UploadRequest request) {
        environment.requests().publish(request);
    }

    /** Holds back what matches from here on; returns the rule's id. */
    String hold(Operation operation, String match) {
        return fault(FaultRule.on(operation, FaultKind.HOLD).matching(match));
    }

    /** Holds the last part back, and lets the one before come so late that all are recorded. */
    void holdLastPart(String file, int parts) {
        String _ =
                fault(
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                .matching(file)
                                .calls(parts));
        String _ =
                fault(
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.DELAY)
                                .matching(file)
                                .calls(parts - 1)
                                .delay(Duration.ofSeconds(3)));
    }

    String fault(FaultRuleBuilder rule) {
        return environment.fault(rule);
    }

    void fail(int status, String file) {
        String _ =
                fault(
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.STATUS)
                                .status(status)
                                .matching(file));
    }

    void release(String rule) {
        environment.faults().remove(rule);
    }

    void awaitHeld(String rule) {
        environment.awaitHeld(rule, 1);
    }

    /** Publishes the job and holds its request back. */
    void heldAt(Operation operation, String match, String job) {
        String rule = hold(operation, match);
        publish(job);
        awaitHeld(rule);
    }

    /** The PUT that publishes is recorded as sent, and has no effect. */
    void armed(String job) {
        String transfer = hold(Operation.UPLOAD_PART, job + ".mp4");
        publish(job);
        awaitHeld(transfer);
        String finalising = hold(Operation.FINALISE, uploadOf(job));
        release(transfer);
        awaitHeld(finalising);
    }

    String uploadOf(String job) {
        return event(job, OutcomeEvent.Created.class).uploadId();
    }

    <T extends OutcomeEvent> T event(String job, Class<T> type) {
        return type.cast(environment.outcomes().await(job, type::isInstance));
    }

    <T extends OutcomeEvent> T end(String job, Class<T> type) {
        return environment.outcomes().awaitEnd(job, type);
    }

    void awaitState(String job, int state) {
        OutcomeEvent _ =
                environment
                        .outcomes()
                        .await(
                                job,
                                event ->
                                        event instanceof OutcomeEvent.Processing seen
                                                && seen.panoptoState() == state);
    }

    void awaitFinalised(String upload) {
        Awaitility.await(upload + " is finalised")
                .atMost(Patience.LIMIT)
                .until(() ->
                        environment.simulator().ledger().uploads().stream()
                                .anyMatch(u -> u.id().equals(upload) && u.finalised() > 0));
    }

    void awaitPhase(String job, String phase) {
        Awaitility.await(job + " is " + phase)
                .atMost(Patience.LIMIT)
                .until(() ->
                        journal().stream()
                                .filter(entry -> entry.isStateOf(job))
                                .map(entry -> entry.value().orElseThrow())
                                .anyMatch(state -> state.get("phase").asString().equals(phase)));
    }

    /** Waits until that many parts of the job's first file are recorded. */
    void awaitParts(String job, int count) {
        Awaitility.await("parts of " + job)
                .atMost(Patience.LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(parts(job)).isEqualTo(count));
    }

    private int parts(String job) {
        Map<String, Integer> chunks = new HashMap<>();
        for (JournalTrail.Entry each : journal()) {
            if (each.key().matches("parts:0:\\d+:" + job)) {
                each.value().ifPresent(v -> chunks.put(each.key(), v.get("parts").size()));
            }
        }
        return chunks.values().stream().mapToInt(Integer::intValue).sum();
    }

    List<JournalTrail.Entry> journal() {
        return new JournalTrail(environment.clients()).all();
    }
}
