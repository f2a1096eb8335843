package io.panoptoupload.worker.transfer.http;

import software.amazon.awssdk.http.SdkHttpMethod;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A response's body; read to its end, it gives its connection back. */
final class ResponseBody extends InputStream {
    private static final long UNTIL_CLOSED = -1;

    /** Told once what becomes of the connection. */
    interface End {
        void end(boolean reusable);
    }

    private final InputStream in;
    private final boolean chunked;
    private final boolean reusable;
    private final End end;

    /** Bytes to come of the body, or of the current chunk. */
    private long left;

    private boolean ended;

    private ResponseBody(InputStream in, long left, boolean chunked, boolean reusable, End end) {
        this.in = in;
        this.left = left;
        this.chunked = chunked;
        this.reusable = reusable;
        this.end = end;
    }

    static ResponseBody of(
            ResponseHead head, SdkHttpMethod method, Connection connection, End end) {
        boolean none = method == SdkHttpMethod.HEAD || head.status() == 204 || head.status() == 304;
        boolean chunked = !none && head.isChunked();
        long length =
                none || chunked
                        ? 0
                        : head.header("Content-Length")
                                .filter(value -> value.matches("\\d{1,18}"))
                                .map(Long::parseLong)
                                .orElse(UNTIL_CLOSED);
        boolean reusable = length != UNTIL_CLOSED && head.keepsAlive() && connection.hasSentAll();
        ResponseBody body = new ResponseBody(connection.in(), length, chunked, reusable, end);
        if (!chunked && length == 0) {
            body.finish(reusable);
        }
        return body;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended || (chunked && left == 0 && !nextChunk())) {
            return -1;
        }
        int most = left == UNTIL_CLOSED ? length : (int) Math.min(length, left);
        int read = in.read(to, offset, most);
        if (read < 0) {
            finish(false);
            if (left != UNTIL_CLOSED) {
                throw new EOFException("the connection ended before the response did");
            }
            return -1;
        }
        if (left != UNTIL_CLOSED) {
            left -= read;
            if (left == 0 && !chunked) {
                finish(reusable);
            } else if (left == 0) {
                String _ = ResponseHead.line(in);
            }
        }
        return read;
    }

    private boolean nextChunk() throws IOException {
        String size = ResponseHead.line(in).split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,8}")) {
            throw new IOException("the response's chunks are not well formed");
        }
        left = Long.parseLong(size, 16);
        if (left > 0) {
            return true;
        }
        while (!ResponseHead.line(in).isEmpty()) {
            // a trailer
        }
        finish(reusable);
        return false;
    }

    /** Drops the connection: the rest may be long. */
    void abandon() {
        finish(false);
    }

    @Override
    public void close() {
        abandon();
    }

    private void finish(boolean intact) {
        if (!ended) {
            ended = true;
            end.end(intact);
        }
    }
}
