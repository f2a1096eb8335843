package io.panoptoupload.worker.app;

import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.panoptoupload.worker.job.IdHash;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * Puts the spans of a job whose request brought no trace into one trace, whichever worker makes
 * them: the trace's id follows from the job.
 */
final class JobTraceIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private final ScopedValue<String> trace = ScopedValue.newInstance();

    /** What begins a trace in {@code work} begins that of the job. */
    <T> T within(String requestId, Instant acceptedAt, Supplier<T> work) {
        return ScopedValue.where(trace, of(requestId, acceptedAt)).call(work::get);
    }

    private static String of(String requestId, Instant acceptedAt) {
        IdHash hash = IdHash.of(requestId + "/" + acceptedAt.toEpochMilli());
        return TraceId.fromLongs(hash.high(), hash.low());
    }

    @Override
    public String generateTraceId() {
        return trace.isBound() ? trace.get() : random.generateTraceId();
    }

    @Override
    public String generateSpanId() {
        return random.generateSpanId();
    }
}
