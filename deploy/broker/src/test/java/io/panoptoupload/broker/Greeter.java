package io.panoptoupload.broker;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A program that prints at which port it serves HTTP, and stays; without arguments it fails. */
final class Greeter {
    private Greeter() {}

    static void main(String[] args) throws IOException {
        if (args.length == 0) {
            throw new IllegalArgumentException("nobody to greet");
        }
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        System.err.println("a word of warning");
        System.out.println(
                "%s, %s: port %d"
                        .formatted(
                                System.getenv("GREETING"), args[0], server.getAddress().getPort()));
    }
}
