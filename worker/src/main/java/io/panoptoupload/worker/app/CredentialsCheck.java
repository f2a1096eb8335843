package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks for a token at the start, so that wrong credentials show before the first recording fails by
 * them. A Panopto that is merely down says nothing about the credentials.
 */
final class CredentialsCheck implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CredentialsCheck.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Asks Panopto for a token. */
    interface Login {
        /**
         * Returns if there is one.
         *
         * @throws PermanentFault if Panopto refuses the credentials
         */
        void logIn();
    }

    private final Login login;
    private final Thread thread;
    private volatile @Nullable String refusal;

    CredentialsCheck(Login login) {
        this.login = login;
        this.thread = Thread.ofVirtual().name("credentials").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Why Panopto refuses the credentials, if it does. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    private void run() {
        try {
            while (!isAccepted()) {
                TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException | Interrupted e) {
            log.debug("the check of the credentials ends");
        }
    }

    /** Whether Panopto took them; as long as it does not, they are looked at again. */
    boolean isAccepted() {
        try {
            login.logIn();
            refusal = null;
            return true;
        } catch (PermanentFault e) {
            refusal = e.getMessage();
            log.error("Panopto refuses the worker's credentials: {}", e.getMessage());
            return false;
        } catch (TransientFault e) {
            log.warn("the credentials could not be checked yet: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
