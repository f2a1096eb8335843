package io.panoptoupload.gateway.api;

import io.panoptoupload.gateway.kafka.RequestWriter;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.security.Principal;
import java.util.regex.Pattern;

/** Whom a call comes from. */
public final class Origins {
    /** The actor of every call while no login is configured. */
    static final String ANONYMOUS = "anonymous";

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** The caller, and the trace that the call belongs to. */
    public RequestWriter.Origin of(HttpServletRequest call) {
        @Nullable Principal caller = call.getUserPrincipal();
        @Nullable String trace = call.getHeader("traceparent");
        return new RequestWriter.Origin(
                caller == null ? ANONYMOUS : caller.getName(),
                trace != null && TRACEPARENT.matcher(trace).matches() ? trace : null);
    }
}
