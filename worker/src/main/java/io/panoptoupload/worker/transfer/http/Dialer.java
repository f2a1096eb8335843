package io.panoptoupload.worker.transfer.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.panoptoupload.worker.address.SpecialAddresses;
import io.panoptoupload.worker.proxy.Proxies;
import io.panoptoupload.worker.proxy.ProxyServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Opens sockets: TCP, through a proxy where {@link Proxies} names one, and TLS with the host's name
 * proven.
 */
final class Dialer {
    private final int connectMillis;
    private final int idleTimeoutMillis;
    private final SSLSocketFactory tls;

    Dialer(HttpLimits limits, TrustManager @Nullable [] trust) {
        this.connectMillis = millis(limits.connect());
        this.idleTimeoutMillis = millis(limits.idleTimeout());
        this.tls = factory(trust);
    }

    private static int millis(Duration limit) {
        return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
    }

    private static SSLSocketFactory factory(TrustManager @Nullable [] trust) {
        try {
            if (trust == null) {
                return SSLContext.getDefault().getSocketFactory();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM knows no TLS", e);
        }
    }

    /**
     * What was opened.
     *
     * @param transport below TLS; to be closed first, since a TLS socket that is closed waits for
     *     its blocked writes
     */
    record Dialed(Socket transport, Socket socket) {}

    Dialed dial(Place place) throws IOException {
        Socket transport = connected(place);
        try {
            transport.setTcpNoDelay(true);
            transport.setKeepAlive(true);
            transport.setSoTimeout(connectMillis);
            Socket socket = place.tls() ? secured(transport, place) : transport;
            socket.setSoTimeout(idleTimeoutMillis);
            return new Dialed(transport, socket);
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private Socket connected(Place place) throws IOException {
        URI target = URI.create((place.tls() ? "https://" : "http://") + place.authority());
        ProxySelector selector = ProxySelector.getDefault();
        Proxy proxy = selector == null ? Proxy.NO_PROXY : selector.select(target).getFirst();
        return switch (proxy.type()) {
            case DIRECT ->
                    connected(new Socket(), new InetSocketAddress(resolved(place), place.port()));
            case SOCKS ->
                    connected(
                            new Socket(proxy),
                            InetSocketAddress.createUnresolved(place.host(), place.port()));
            case HTTP -> tunnel(place, Proxies.to(target).orElseThrow());
        };
    }

    /** A name that Panopto gives may resolve to anything, and to something else each time. */
    private static InetAddress resolved(Place place) throws IOException {
        InetAddress address = InetAddress.getByName(place.host());
        if (SpecialAddresses.isLinkLocalOrMetadata(address)) {
            throw new Unreachable(
                    "%s resolves to %s, a link-local address or a cloud's metadata; check this machine's name service"
                            .formatted(place.host(), address.getHostAddress()));
        }
        return address;
    }

    private Socket connected(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.connect(address, connectMillis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket tunnel(Place place, ProxyServer proxy) throws IOException {
        InetSocketAddress resolved =
                new InetSocketAddress(InetAddress.getByName(proxy.host()), proxy.port());
        Socket socket = connected(new Socket(), resolved);
        try {
            socket.setSoTimeout(connectMillis);
            String authority = place.host() + ":" + place.port();
            String login = proxy.authorization();
            socket.getOutputStream()
                    .write(
                            "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                                    .formatted(
                                            authority,
                                            authority,
                                            login == null
                                                    ? ""
                                                    : "Proxy-Authorization: " + login + "\r\n")
                                    .getBytes(US_ASCII));
            int status = ResponseHead.read(socket.getInputStream()).status();
            if (status != 200) {
                throw new Unreachable(refused(proxy, authority, status));
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String refused(ProxyServer proxy, String authority, int status) {
        return status == 407
                ? "the proxy %s wants a login, or another one (407); put user and password into HTTPS_PROXY, or into https.proxyUser and https.proxyPassword"
                        .formatted(proxy)
                : "the proxy %s responded with %d; it has to let %s pass"
                        .formatted(proxy, status, authority);
    }

    private Socket secured(Socket socket, Place place) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, place.host(), place.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
