package io.panoptoupload.worker.source;

import io.panoptoupload.worker.http.AbandonableStream;
import io.panoptoupload.worker.http.TimeLimits;
import io.panoptoupload.worker.transfer.LeadingBytes;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/** The head of a response, whose body is read or dropped. */
final class SourceResponse implements AutoCloseable {
    /** A new connection over TLS costs more than to read that many bytes. */
    private static final int WORTH_READING = 16 * 1024;

    private final HttpGet request;
    private final ClassicHttpResponse response;
    private final TimeLimits.Limit limit;

    /**
     * @param limit of the time in which all but the body has to be read
     */
    SourceResponse(HttpGet request, ClassicHttpResponse response, TimeLimits.Limit limit) {
        this.request = request;
        this.response = response;
        this.limit = limit;
    }

    int status() {
        return response.getCode();
    }

    @Nullable String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** Of the body; -1 when the server does not say. */
    long length() {
        HttpEntity entity = response.getEntity();
        return entity == null ? 0 : entity.getContentLength();
    }

    /** Otherwise it ends where the connection does, and nothing shows whether that was all. */
    boolean marksItsEnd() {
        HttpEntity entity = response.getEntity();
        return entity == null || entity.getContentLength() >= 0 || entity.isChunked();
    }

    /** The first bytes of the body, at most {@link LeadingBytes#LENGTH} of them. */
    LeadingBytes beginning() throws IOException {
        return LeadingBytes.of(header("Content-Type"), content().readNBytes(LeadingBytes.LENGTH));
    }

    /** Closing it closes the response. */
    InputStream body() throws IOException {
        limit.close();
        return new AbandonableStream(
                content(), length() < 0 ? Long.MAX_VALUE : length(), request::cancel);
    }

    private InputStream content() throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    /** Keeps the connection if little is left of the body, and drops it otherwise. */
    @Override
    public void close() {
        if (length() >= 0 && length() <= WORTH_READING) {
            EntityUtils.consumeQuietly(response.getEntity());
        }
        request.cancel();
        limit.close();
    }
}
