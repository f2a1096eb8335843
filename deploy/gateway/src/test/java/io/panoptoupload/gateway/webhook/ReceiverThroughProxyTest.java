package io.panoptoupload.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.worker.proxy.Proxies;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/** Names mean something to the proxy alone. */
@Isolated("sets the proxies of the process")
class ReceiverThroughProxyTest {
    private static final FinalEvent EVENT = new FinalEvent("x/1/2", "{}");

    private final ProxySelector usual = ProxySelector.getDefault();
    private final List<URI> asked = new CopyOnWriteArrayList<>();
    private HttpServer proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        proxy.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI());
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        proxy.start();
        ProxySelector.setDefault(
                new Proxies(
                        Map.of("HTTP_PROXY", "http://localhost:" + proxy.getAddress().getPort()),
                        new Properties(),
                        null));
    }

    @AfterEach
    void stop() {
        ProxySelector.setDefault(usual);
        proxy.stop(0);
    }

    @Test
    void a_receiver_whose_name_the_proxy_alone_can_resolve_is_sent_its_events() {
        URI url = URI.create("http://receiver.invalid/hook");
        assertThat(send(url)).isInstanceOf(Receiver.Outcome.Taken.class);
        assertThat(asked).containsExactly(url);
    }

    @Test
    void a_link_local_address_is_not_called_through_a_proxy_either() {
        assertThat(send(URI.create("http://169.254.169.254/")))
                .isInstanceOfSatisfying(
                        Receiver.Outcome.Away.class,
                        away -> assertThat(away.why()).contains("link-local"));
        assertThat(asked).isEmpty();
    }

    private static Receiver.Outcome send(URI url) {
        try (Receiver receiver =
                new Receiver(url, "a secret", Receiver.RESPONSE, InstantSource.system())) {
            return receiver.send(EVENT);
        }
    }
}
