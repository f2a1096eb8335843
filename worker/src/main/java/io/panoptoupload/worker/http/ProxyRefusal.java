package io.panoptoupload.worker.http;

import java.io.IOException;

/** The proxy did not open a tunnel: its response is not that of the server behind it. */
public final class ProxyRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyRefusal(int status) {
        super(
                status == 407
                        ? "the proxy requires a login, or another one: 407; put user and password into HTTPS_PROXY, or into https.proxyUser and https.proxyPassword"
                        : "the proxy responded with %d; it has to let the host pass"
                                .formatted(status));
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
