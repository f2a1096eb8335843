package io.panoptoupload.gateway.app;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP in which a request has to come in whole within the connector's time-out. Public, since the
 * server makes it by its name.
 */
public final class TimedProtocol extends Http11NioProtocol {
    @Override
    protected Processor createProcessor() {
        return new TimedProcessor(this, getAdapter());
    }
}
