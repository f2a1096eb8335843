package io.panoptoupload.gateway.app;

import org.apache.coyote.Adapter;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Ends requests that take too long to come in. The server's own time-out begins again with each
 * byte, so that a client that drips them keeps a connection for as long as it likes.
 */
final class TimedProcessor extends Http11Processor {
    private final AbstractHttp11Protocol<?> protocol;

    TimedProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
        this.protocol = protocol;
        request.setInputBuffer(new TimedBody(request.getInputBuffer()));
    }

    /** Is called whenever bytes have come, so that no clock has to be watched. */
    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
        SocketState state = super.service(socket);
        boolean headIsIncomplete = state == SocketState.LONG && !isAsync();
        return headIsIncomplete && isLate() ? SocketState.CLOSED : state;
    }

    private boolean isLate() {
        long began = request.getStartTimeNanos();
        int limit = protocol.getConnectionTimeout();
        return limit > 0
                && began >= 0
                && System.nanoTime() - began > Duration.ofMillis(limit).toNanos();
    }

    private final class TimedBody implements InputBuffer {
        private final InputBuffer body;

        TimedBody(InputBuffer body) {
            this.body = body;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            if (isLate()) {
                throw new SocketTimeoutException("the request does not end");
            }
            return body.doRead(handler);
        }

        @Override
        public int available() {
            return body.available();
        }
    }
}
