package io.panoptoupload.worker.transfer;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.TrustManager;

/**
 * Sends objects to Panopto's S3 endpoints, always as multipart uploads. One per worker; any number
 * of threads may send at once. Throws {@link io.panoptoupload.worker.fault.Fault}s, and {@link
 * io.panoptoupload.worker.fault.Interrupted} within about a second of an interrupt.
 */
@SuppressWarnings("DoNotCallSuggester") // unfurnished yet
public final class Transfers implements AutoCloseable {
    /** Hears of every call that is repeated at once. */
    public interface Retries {
        void retried(String operation);
    }

    /** Hears what the other side has confirmed. What it throws ends the sending and is thrown. */
    public interface Listener {
        /** Returns before the first part is sent: record the id durably in here. */
        void started(String multipartId);

        /** One call at a time, in any order of parts, from any thread; may block. */
        void confirmed(int part, String etag, int crc32, long bytes);
    }

    /** With the JVM's own trust when no {@code trust} is given. */
    public Transfers(
            TransferSettings settings,
            TrustManager @Nullable [] trust,
            MeterRegistry meters,
            Retries retries) {}

    /** Sends what {@code soFar} does not have yet, then completes the object. */
    public SendOutcome send(
            S3Target target,
            String objectName,
            Content content,
            Progress soFar,
            Listener listener) {
        throw new UnsupportedOperationException();
    }

    /** Sends a small object that is held in memory. */
    public SendOutcome sendBytes(S3Target target, String objectName, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
