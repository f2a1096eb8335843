package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLContext;

/** One HTTP client for REST calls and tokens alike. */
public final class PanoptoHttp implements AutoCloseable {
    /** With the JVM's own trust when no {@code tls} is given. */
    public PanoptoHttp(PanoptoSettings settings, @Nullable SSLContext tls) {}

    @Override
    public void close() {}
}
