package io.panoptoupload.standalone;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the standalone sees of a worker: it takes its properties from the environment, lives when
 * its health page responds, and needs the broker until its last moment.
 */
final class StandInWorker {
    private StandInWorker() {}

    static void main() throws IOException {
        String properties = System.getenv("SPRING_APPLICATION_JSON");
        int brokerPort = port(properties, "spring.kafka.bootstrap-servers\":\"127.0.0.1:(\\d+)");
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                port(properties, "server.port\":\"(\\d+)")),
                        0);
        server.createContext(
                "/actuator/health/liveness",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayFarewell(brokerPort)));
        System.out.println("worker with " + properties);
    }

    private static void sayFarewell(int brokerPort) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
            System.out.println("the broker outlives the worker: " + socket.isConnected());
        } catch (IOException _) {
            System.out.println("the broker was gone before the worker");
        }
    }

    private static int port(String properties, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(properties);
        if (!matcher.find()) {
            throw new IllegalArgumentException(pattern + " is not in " + properties);
        }
        return Integer.parseInt(matcher.group(1));
    }
}
