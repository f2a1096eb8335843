package io.panoptoupload.worker.transfer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** One connection; used by one call at a time. */
final class Connection {
    /** Of a body: as few system calls and copies as possible, without filling the memory. */
    static final int BLOCK = 256 * 1024;

    private static final int RESPONSE_BUFFER = 8 * 1024;
    private static final int EARLY_RESPONSE_MILLIS = 1000;

    private final Place place;
    private final Socket transport;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final StallWatch.Watched watched;
    private final Bandwidth bandwidth;
    private byte @Nullable [] block;
    private boolean sentAll = true;
    private long idleSince;

    Connection(Place place, Dialer.Dialed dialed, StallWatch watch, Bandwidth bandwidth)
            throws IOException {
        this.place = place;
        this.transport = dialed.transport();
        this.socket = dialed.socket();
        this.in = new BufferedInputStream(socket.getInputStream(), RESPONSE_BUFFER);
        this.out = socket.getOutputStream();
        this.watched = watch.watch(this::close);
        this.bandwidth = bandwidth;
    }

    Place place() {
        return place;
    }

    InputStream in() {
        return in;
    }

    /** Whether the last request went out whole, so that another one may follow. */
    boolean hasSentAll() {
        return sentAll;
    }

    /** Sends a request and reads the head of its response. */
    ResponseHead exchange(HttpExecuteRequest request) throws IOException {
        sentAll = false;
        try {
            send(request);
            sentAll = true;
        } catch (BodyFault e) {
            throw e.fault();
        } catch (IOException e) {
            return earlyResponse(e);
        }
        return ResponseHead.read(in);
    }

    private void send(HttpExecuteRequest request) throws IOException {
        byte[] head = head(request.httpRequest()).getBytes(ISO_8859_1);
        ContentStreamProvider body = request.contentStreamProvider().orElse(null);
        long length =
                request.httpRequest()
                        .firstMatchingHeader("Content-Length")
                        .map(Long::parseLong)
                        .orElse(0L);
        if (body == null || length == 0) {
            write(head, 0, head.length);
        } else {
            sendBody(head, body, length);
        }
    }

    private void sendBody(byte[] head, ContentStreamProvider provider, long length)
            throws IOException {
        byte[] buffer = block;
        if (buffer == null) {
            buffer = new byte[BLOCK];
            block = buffer;
        }
        System.arraycopy(head, 0, buffer, 0, head.length);
        int filled = head.length;
        long left = length;
        try (InputStream body = provider.newStream()) {
            while (left > 0) {
                int read = read(body, buffer, filled, left);
                filled += read;
                left -= read;
                if (filled == buffer.length || left == 0) {
                    writeInTurn(buffer, filled);
                    filled = 0;
                }
            }
        }
    }

    private static int read(InputStream body, byte[] to, int offset, long left) throws BodyFault {
        try {
            int read = body.read(to, offset, (int) Math.min(to.length - offset, left));
            if (read < 0) {
                throw new EOFException("the body ended %d bytes early".formatted(left));
            }
            return read;
        } catch (IOException e) {
            throw new BodyFault(e);
        }
    }

    /** In slices as the bandwidth allows, so that no server waits long for the next byte. */
    private void writeInTurn(byte[] bytes, int length) throws IOException {
        for (int written = 0; written < length; ) {
            int slice = bandwidth.slice(length - written);
            try {
                bandwidth.pass(slice);
            } catch (InterruptedIOException e) {
                throw new BodyFault(e);
            }
            write(bytes, written, slice);
            written += slice;
        }
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        watched.writing();
        try {
            out.write(bytes, from, length);
        } finally {
            watched.written();
        }
    }

    /** A server that refuses a body responds before it has read it, and hangs up. */
    private ResponseHead earlyResponse(IOException broken) throws IOException {
        if (watched.isStalled()) {
            throw new SocketTimeoutException("no bytes got off for too long");
        }
        try {
            socket.setSoTimeout(EARLY_RESPONSE_MILLIS);
            return ResponseHead.read(in);
        } catch (IOException e) {
            broken.addSuppressed(e);
            throw broken;
        }
    }

    private String head(SdkHttpRequest request) {
        String query = request.encodedQueryParameters().map(encoded -> "?" + encoded).orElse("");
        String path = request.encodedPath().isEmpty() ? "/" : request.encodedPath();
        StringBuilder head = new StringBuilder(1024);
        head.append(request.method()).append(' ').append(path).append(query);
        head.append(" HTTP/1.1\r\nHost: ").append(place.authority()).append("\r\n");
        request.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host")) {
                values.forEach(value -> header(head, name, value));
            }
        });
        boolean bodyLess = request.firstMatchingHeader("Content-Length").isEmpty();
        if (bodyLess && request.method().name().matches("POST|PUT")) {
            header(head, "Content-Length", "0");
        }
        return head.append("\r\n").toString();
    }

    private static void header(StringBuilder head, String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("header " + name + " holds a line break");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    void idle(long now) {
        idleSince = now;
    }

    long idleSince() {
        return idleSince;
    }

    /**
     * Whether the server has hung up meanwhile, as far as can be seen; costs about a millisecond.
     */
    boolean isStale() {
        try {
            int usual = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                // Unsolicited bytes mean that the connection is of no use, like an end.
                int _ = in.read();
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                socket.setSoTimeout(usual);
            }
        } catch (IOException e) {
            return true;
        }
    }

    /** From any thread, whatever the connection is about. */
    void close() {
        watched.end();
        try {
            transport.close();
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    /** The body could not be read, or did not get its turn: no fault of the connection's. */
    private static final class BodyFault extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException fault;

        BodyFault(IOException fault) {
            super(fault);
            this.fault = fault;
        }

        IOException fault() {
            return fault;
        }
    }
}
