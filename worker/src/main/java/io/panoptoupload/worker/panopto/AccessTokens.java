package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.MeterRegistry;

import java.time.InstantSource;

/** The access token: fetched once, shared, and renewed ahead of its end by one thread at a time. */
@SuppressWarnings("DoNotCallSuggester") // unfurnished yet
public final class AccessTokens {
    public AccessTokens(
            PanoptoSettings settings,
            PanoptoHttp http,
            MeterRegistry meters,
            InstantSource clock) {}

    /**
     * A token that is good for at least another minute.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault AUTHENTICATION_FAILED, saying which of
     *     user, client type or client id and secret Panopto refused
     * @throws io.panoptoupload.worker.fault.TransientFault PANOPTO_UNAVAILABLE
     */
    public String current() {
        throw new UnsupportedOperationException();
    }

    /**
     * Another token than the one that was refused; many callers with the same one renew it once.
     */
    public String insteadOf(String refused) {
        throw new UnsupportedOperationException();
    }
}
