package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Puts a {@link FaultRule} together. */
public final class FaultRuleBuilder {
    private final Operation operation;
    private final FaultKind kind;
    private @Nullable String id;
    private @Nullable String match;
    private @Nullable List<Integer> calls;
    private @Nullable Integer times;
    private @Nullable Double probability;
    private @Nullable Integer status;
    private @Nullable Long delayMs;
    private @Nullable Long afterBytes;
    private @Nullable Integer retryAfterSeconds;
    private @Nullable String message;
    private @Nullable Integer state;

    FaultRuleBuilder(Operation operation, FaultKind kind) {
        this.operation = operation;
        this.kind = kind;
    }

    public FaultRuleBuilder id(String value) {
        id = value;
        return this;
    }

    /** Only requests whose path and query hold this text. */
    public FaultRuleBuilder matching(String value) {
        match = value;
        return this;
    }

    /** Fires on these calls, counted from 1. */
    public FaultRuleBuilder calls(Integer... values) {
        calls = List.copyOf(Arrays.asList(values));
        return this;
    }

    /** Fires so often at most. */
    public FaultRuleBuilder times(int value) {
        times = value;
        return this;
    }

    /** Fires with this probability, 0 to 1. */
    public FaultRuleBuilder probability(double value) {
        probability = value;
        return this;
    }

    public FaultRuleBuilder status(int value) {
        status = value;
        return this;
    }

    public FaultRuleBuilder delay(Duration value) {
        delayMs = value.toMillis();
        return this;
    }

    public FaultRuleBuilder afterBytes(long value) {
        afterBytes = value;
        return this;
    }

    public FaultRuleBuilder retryAfterSeconds(int value) {
        retryAfterSeconds = value;
        return this;
    }

    public FaultRuleBuilder message(String value) {
        message = value;
        return this;
    }

    /** The request is handled, and its response shows this state of the upload, true or not. */
    public FaultRuleBuilder state(int value) {
        state = value;
        return this;
    }

    public FaultRule build() {
        return new FaultRule(
                id,
                operation,
                kind,
                match,
                null,
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
}
