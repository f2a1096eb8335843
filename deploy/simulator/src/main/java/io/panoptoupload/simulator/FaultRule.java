package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * When something goes wrong, and what. A rule matches every request of its operation; it fires for
 * the calls that {@code nth}, {@code calls}, {@code times} and {@code probability} all allow, each
 * of them only if given. Calls are counted from 1 by each rule on its own.
 *
 * @param id by which it can be removed; one is made up if absent
 * @param operation which requests it matches
 * @param match only requests whose path and query hold this text
 * @param nth the one call that fires
 * @param calls the calls that fire
 * @param times how often it fires at most
 * @param probability of firing, 0 to 1
 * @param status of the response
 * @param delayMs milliseconds to wait
 * @param afterBytes of the body, after which it is cut
 * @param retryAfterSeconds sent as Retry-After
 * @param message of the response, or of the upload
 * @param state that the response shows instead of the upload's own, 0 to 8
 */
@JsonIgnoreProperties({"called", "fired", "waiting"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultRule(
        @Nullable String id,
        @JsonProperty(required = true) Operation operation,
        @JsonProperty(required = true) FaultKind kind,
        @Nullable String match,
        @Nullable Integer nth,
        @Nullable List<Integer> calls,
        @Nullable Integer times,
        @Nullable Double probability,
        @Nullable Integer status,
        @Nullable Long delayMs,
        @Nullable Long afterBytes,
        @Nullable Integer retryAfterSeconds,
        @Nullable String message,
        @Nullable Integer state) {

    /** Begins a rule; without more it fires on every call. */
    public static FaultRuleBuilder on(Operation operation, FaultKind kind) {
        return new FaultRuleBuilder(operation, kind);
    }

    FaultRule withId(String newId) {
        return new FaultRule(
                newId,
                operation,
                kind,
                match,
                nth,
                calls,
                times,
                probability,
                status,
                delayMs,
                afterBytes,
                retryAfterSeconds,
                message,
                state);
    }

    boolean covers(Operation called, String target) {
        return operation.covers(called) && (match == null || target.contains(match));
    }

    /** Whether it may fire for its {@code call}-th call, chance aside. */
    boolean allows(long call, long fired) {
        return (nth == null || nth == call)
                && (calls == null || calls.stream().anyMatch(one -> one == call))
                && (times == null || fired < times);
    }
}
