package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;

import javax.net.SocketFactory;

/** Sends requests that no HTTP client would send. */
final class RawSocket implements AutoCloseable {
    private final Socket socket;

    RawSocket(URI base) throws IOException {
        this(SocketFactory.getDefault(), base);
    }

    RawSocket(SocketFactory sockets, URI base) throws IOException {
        socket = sockets.createSocket(base.getHost(), base.getPort());
        socket.setSoTimeout(20_000);
    }

    RawSocket send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    RawSocket send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Everything up to the end of the connection; a reset is an exception. */
    String response() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    /** Whether the other side has ended the connection, or sent something, by now. */
    boolean hasEnded() throws IOException {
        socket.setSoTimeout(100);
        try {
            return socket.getInputStream().read() >= -1;
        } catch (SocketTimeoutException quiet) {
            return false;
        } finally {
            socket.setSoTimeout(20_000);
        }
    }

    /** The first bytes that come, without waiting for the end. */
    String begin(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), UTF_8);
    }

    /** Sends nothing more, but still listens. */
    RawSocket finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
