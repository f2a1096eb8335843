package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The link between workers and the broker, as a proxy that can be cut, and that can hold back the
 * requests in which partitions are taken over. Cut means that nothing arrives, as of a cable that
 * is pulled: connections stay, nothing passes, and what was under way arrives when the link is
 * fixed.
 */
final class KafkaLink implements AutoCloseable {
    private static final short INIT_PRODUCER_ID = 22;

    private static final String NEVER =
            new String(
                    ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).array(),
                    ISO_8859_1);

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ServerSocket listener = new ServerSocket(0, 50, LOOPBACK);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final int brokerPort;
    private boolean cut;
    private Optional<String> held = Optional.empty();
    private int waiting;

    KafkaLink() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            brokerPort = free.getLocalPort();
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where workers find the broker. */
    int port() {
        return listener.getLocalPort();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /** Where the broker has to listen. */
    int brokerPort() {
        return brokerPort;
    }

    synchronized void cut() {
        cut = true;
    }

    synchronized void fix() {
        cut = false;
        notifyAll();
    }

    /** From now on nobody takes over a transactional id in which this occurs. */
    synchronized void holdTakeovers(String transactionalId) {
        held = Optional.of(transactionalId);
    }

    /** How many requests are held back. */
    synchronized int waiting() {
        return waiting;
    }

    /** Lets what was held back pass. */
    synchronized void release() {
        held = Optional.empty();
        notifyAll();
    }

    private synchronized void pass(byte[] request) throws InterruptedException {
        if (isHeld(request)) {
            waiting++;
            while (isHeld(request)) {
                wait();
            }
            waiting--;
        }
        pass();
    }

    /**
     * Producers without transactions send this request, too, but name none; so does a start that
     * finds out whether it would be permitted, with a time-out that no broker takes.
     */
    private boolean isHeld(byte[] request) {
        String text = new String(request, ISO_8859_1);
        return ByteBuffer.wrap(request).getShort() == INIT_PRODUCER_ID
                && !text.contains(NEVER)
                && held.filter(text::contains).isPresent();
    }

    private synchronized void pass() throws InterruptedException {
        while (cut) {
            wait();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket worker = listener.accept();
                Socket broker = new Socket(LOOPBACK, brokerPort);
                sockets.add(worker);
                sockets.add(broker);
                Thread.ofVirtual().start(() -> requests(worker, broker));
                Thread.ofVirtual().start(() -> responses(broker, worker));
            } catch (IOException _) {
                // the broker is away, or this link is closed
            }
        }
    }

    /** Each is a length of four bytes and a frame that begins with its kind. */
    private void requests(Socket worker, Socket broker) {
        try (worker;
                broker) {
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(worker.getInputStream()));
            DataOutputStream out = new DataOutputStream(broker.getOutputStream());
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                pass(frame);
                out.write(
                        ByteBuffer.allocate(4 + frame.length)
                                .putInt(frame.length)
                                .put(frame)
                                .array());
            }
        } catch (IOException | InterruptedException _) {
            // the connection has ended
        }
    }

    private void responses(Socket broker, Socket worker) {
        byte[] buffer = new byte[64 * 1024];
        try (broker;
                worker) {
            InputStream in = broker.getInputStream();
            OutputStream out = worker.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                pass();
                out.write(buffer, 0, n);
            }
        } catch (IOException | InterruptedException _) {
            // the connection has ended
        }
    }

    @Override
    public void close() throws IOException {
        fix();
        release();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
