package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.MeterRegistry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Panopto's upload REST API. Every call waits for the rate limit, asks the circuit breaker, and,
 * {@link #finalise} apart, is repeated for some seconds; then it throws a {@link
 * io.panoptoupload.worker.fault.TransientFault} or {@link
 * io.panoptoupload.worker.fault.PermanentFault}, or {@link
 * io.panoptoupload.worker.fault.Interrupted} when the thread was asked to stop.
 */
@SuppressWarnings("DoNotCallSuggester") // unfurnished yet
public final class PanoptoClient {
    /** Hears of every call that is repeated at once. */
    public interface Retries {
        void retried(String operation);
    }

    public PanoptoClient(
            PanoptoSettings settings,
            PanoptoHttp http,
            AccessTokens tokens,
            MeterRegistry meters,
            Retries retries,
            InstantSource clock) {}

    /** Opens an upload; a lost answer leaves an empty one behind, which is never seen. */
    public UploadSession createUpload(String folderId) {
        throw new UnsupportedOperationException();
    }

    /** Empty only when Panopto itself says that it has no such upload (a JSON 404). */
    public Optional<UploadSession> getUpload(String id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Declares the upload complete: sends the whole object back with State 1, once. A fault that is
     * not {@code untried} and not permanent leaves it open whether it landed: look with {@link
     * #getUpload}.
     */
    public UploadSession finalise(UploadSession whole) {
        throw new UnsupportedOperationException();
    }

    /** Cancels the upload; empty when Panopto itself says that it has no such upload. */
    public Optional<UploadSession> cancelUpload(String id) {
        throw new UnsupportedOperationException();
    }

    /** Deletes a session, which need not exist any more. */
    public void deleteSession(String sessionId) {
        throw new UnsupportedOperationException();
    }

    /** False while the breaker is open: calls would come back untried. */
    public boolean available() {
        throw new UnsupportedOperationException();
    }

    /** When the breaker lets the next call pass; empty when it does so now. */
    public Optional<Instant> unavailableUntil() {
        throw new UnsupportedOperationException();
    }
}
