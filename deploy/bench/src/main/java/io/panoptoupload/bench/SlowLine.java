package io.panoptoupload.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line of so many bytes a second towards the simulator, shared by all connections through it.
 * Small buffers, so that what has passed is what the simulator has, but for some 100 KiB.
 */
final class SlowLine implements AutoCloseable {
    private static final int BLOCK = 16 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket listener = new ServerSocket();
    private final InetSocketAddress target;
    private final long bytesPerSecond;
    private final AtomicLong freeFrom = new AtomicLong(System.nanoTime());
    private final AtomicLong passed = new AtomicLong();

    SlowLine(int port, long bytesPerSecond) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.bytesPerSecond = bytesPerSecond;
        listener.setReceiveBufferSize(BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Bytes towards the simulator so far, whatever became of them. */
    long passed() {
        return passed.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket worker = listener.accept();
                Socket simulator = new Socket();
                simulator.setSendBufferSize(BUFFER);
                simulator.connect(target);
                Thread.ofVirtual().start(() -> copy(worker, simulator, true));
                Thread.ofVirtual().start(() -> copy(simulator, worker, false));
            } catch (IOException e) {
                // it is closed, or the simulator is
                return;
            }
        }
    }

    private void copy(Socket from, Socket to, boolean slow) {
        byte[] block = new byte[BLOCK];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                if (slow) {
                    await(read);
                }
                out.write(block, 0, read);
            }
        } catch (IOException e) {
            // one of the two is gone, and the other with it
            return;
        }
    }

    private void await(int bytes) {
        long cost = bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        long now = System.nanoTime();
        long mine = freeFrom.getAndUpdate(free -> Math.max(free - now, 0) + now + cost);
        passed.addAndGet(bytes);
        try {
            TimeUnit.NANOSECONDS.sleep(mine - now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
