package io.panoptoupload.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on loopback, from 20000 to 31999: below the range that systems hand to outgoing
 * connections. Within that range, a client that keeps knocking at the port of a dead server can be
 * given that very port as its own, connect to itself, and keep the server from starting again.
 */
public final class FreePorts {
    private static final int MIN_PORT = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 200;

    /** A port is often chosen long before it is used, and would be free until then. */
    private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** A port that nothing listens on at this moment; each only once in a process. */
    public static int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(MIN_PORT, END);
            if (isFree(port) && CHOSEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "No free port found between " + MIN_PORT + " and " + (END - 1) + " on loopback");
    }

    /** Whether nothing listens on that port of loopback at this moment. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
