package io.panoptoupload.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        String job = requestId + "/" + acceptedAt.toEpochMilli();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(job.getBytes(UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(hash);
            return TraceId.fromLongs(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
