package io.panoptoupload.gateway.app;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads what was refused unread, so that its sender gets to read why: in the time of the request,
 * where the server's own reading has no end.
 */
final class DrainingValve extends ValveBase {
    private static final Logger log = LoggerFactory.getLogger(DrainingValve.class);
    private static final int MAX_BYTES = 2 << 20;

    DrainingValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        // A client that waits for 100 Continue sends no body.
        if (!request.isAsync() && !request.getCoyoteRequest().hasExpectation()) {
            drain(request.getCoyoteRequest());
        }
    }

    private static void drain(org.apache.coyote.Request request) {
        Dropped dropped = new Dropped();
        try {
            int read = 0;
            for (int total = 0; read >= 0 && total < MAX_BYTES; total += read) {
                read = request.doRead(dropped);
            }
        } catch (IOException e) {
            log.debug("the rest of a request did not come", e);
        }
    }

    private static final class Dropped implements ApplicationBufferHandler {
        private @Nullable ByteBuffer buffer;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // nothing is kept
        }
    }
}
