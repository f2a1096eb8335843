package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Many listeners of server-sent events on one thread, which costs as little as it can: of each
 * event it reads when it was sent.
 */
final class Listeners implements AutoCloseable {
    /** In the events, in front of the time in milliseconds. */
    static final String MARK = "\"sentAt\":";

    private static final byte[] MARK_BYTES = MARK.getBytes(UTF_8);
    private static final int MAX_DELAY_MS = 60_000;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final byte[] bytes = new byte[256 * 1024];

    /** How many events took so many milliseconds. */
    private final int[] delays = new int[MAX_DELAY_MS + 1];

    private long heard;
    private int ended;

    /** Where one listener is: how much of the mark was read, or the number behind it. */
    private static final class Place {
        private int matched;
        private long number;
    }

    Listeners() throws IOException {}

    /** Begins to listen. */
    void add(URI gateway) throws IOException {
        SocketChannel channel = ask(gateway);
        channel.configureBlocking(false);
        var _ = channel.register(selector, SelectionKey.OP_READ, new Place());
    }

    /** A connection on which events come, for whoever does not read them. */
    static SocketChannel ask(URI gateway) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        ByteBuffer request =
                ByteBuffer.wrap(
                        "GET /api/v1/events HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                                .formatted(gateway.getHost(), gateway.getPort())
                                .getBytes(UTF_8));
        while (request.hasRemaining()) {
            int _ = channel.write(request);
        }
        return channel;
    }

    /** Reads until the thread is interrupted; what was heard is known once that has ended. */
    void read() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                int _ = selector.select(this::read, 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key) {
        buffer.clear();
        int length;
        try {
            length = ((SocketChannel) key.channel()).read(buffer);
        } catch (IOException e) {
            length = -1;
        }
        if (length < 0) {
            ended++;
            key.cancel();
            return;
        }
        buffer.flip().get(bytes, 0, length);
        take((Place) key.attachment(), length, System.currentTimeMillis());
    }

    private void take(Place place, int length, long now) {
        for (int i = 0; i < length; i++) {
            byte each = bytes[i];
            if (place.matched < MARK_BYTES.length) {
                place.matched =
                        each == MARK_BYTES[place.matched]
                                ? place.matched + 1
                                : each == MARK_BYTES[0] ? 1 : 0;
            } else if (each >= '0' && each <= '9') {
                place.number = place.number * 10 + each - '0';
            } else {
                delays[Math.clamp(now - place.number, 0, MAX_DELAY_MS)]++;
                heard++;
                place.matched = 0;
                place.number = 0;
            }
        }
    }

    long heard() {
        return heard;
    }

    /** Whom the gateway has cut. */
    int ended() {
        return ended;
    }

    /** The delay in milliseconds that so large a part of the events did not exceed. */
    int delay(double part) {
        long limit = (long) Math.ceil(Arrays.stream(delays).asLongStream().sum() * part);
        long seen = 0;
        for (int delay = 0; delay < delays.length; delay++) {
            seen += delays[delay];
            if (seen >= limit) {
                return delay;
            }
        }
        return MAX_DELAY_MS;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
