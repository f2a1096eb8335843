package io.panoptoupload.worker.http;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Reads the response of a server that refuses a body: it responds before it has read it, and hangs
 * up, so that sending breaks. The library would report the broken connection alone.
 */
final class EarlyResponses extends HttpRequestExecutor {
    private static final Timeout EARLY = Timeout.ofSeconds(1);

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback informed,
            HttpContext context)
            throws IOException, HttpException {
        if (request.getEntity() == null) {
            return super.execute(request, connection, informed, context);
        }
        try {
            return exchange(request, connection);
        } catch (IOException | HttpException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private static ClassicHttpResponse exchange(
            ClassicHttpRequest request, HttpClientConnection connection)
            throws IOException, HttpException {
        connection.sendRequestHeader(request);
        try {
            connection.sendRequestEntity(request);
            connection.flush();
        } catch (UnreadableBody e) {
            throw e;
        } catch (IOException e) {
            return early(request, connection, e);
        }
        return response(request, connection);
    }

    private static ClassicHttpResponse early(
            ClassicHttpRequest request, HttpClientConnection connection, IOException broken)
            throws IOException, HttpException {
        ClassicHttpResponse response;
        try {
            connection.setSocketTimeout(EARLY);
            response = response(request, connection);
        } catch (IOException e) {
            broken.addSuppressed(e);
            throw broken;
        }
        if (response.getCode() < 300) {
            // Whatever it confirms, the server cannot have had all of the body.
            throw broken;
        }
        // Half a request is on its way: no other may follow on this connection.
        response.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
        return response;
    }

    private static ClassicHttpResponse response(
            ClassicHttpRequest request, HttpClientConnection connection)
            throws IOException, HttpException {
        ClassicHttpResponse response = connection.receiveResponseHeader();
        while (response.getCode() < 200) {
            response = connection.receiveResponseHeader();
        }
        if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
            connection.receiveResponseEntity(response);
        }
        return response;
    }
}
