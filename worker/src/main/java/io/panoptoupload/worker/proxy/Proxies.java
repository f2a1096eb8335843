package io.panoptoupload.worker.proxy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * The proxies of this process: the JVM's properties ({@code https.proxyHost} and so on) where they
 * are set, or else the variables {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and
 * {@code NO_PROXY}, in either case. It is the JVM's own selector, which every client asks.
 */
public final class Proxies extends ProxySelector {
    private final Map<String, String> environment;
    private final Properties properties;
    private final @Nullable ProxySelector jvm;
    private final DirectHosts direct;

    /**
     * Those of an environment.
     *
     * @param jvm what obeys the JVM's properties
     */
    public Proxies(
            Map<String, String> environment, Properties properties, @Nullable ProxySelector jvm) {
        this.environment = Map.copyOf(environment);
        this.properties = properties;
        this.jvm = jvm;
        this.direct = DirectHosts.of(variable("NO_PROXY"));
    }

    /** To be called before the first connection is made. */
    public static void install() {
        setDefault(new Proxies(System.getenv(), System.getProperties(), getDefault()));
    }

    /** The proxy between this process and an address; empty where it is connected to directly. */
    public static Optional<ProxyServer> to(URI address) {
        ProxySelector selector = getDefault();
        if (selector == null) {
            return Optional.empty();
        }
        return selector.select(address).stream()
                .findFirst()
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(proxy -> {
                    ProxyServer server =
                            selector instanceof Proxies ours ? ours.server(address) : null;
                    return server != null && server.isAt(proxy.getHostString(), proxy.getPort())
                            ? server
                            : new ProxyServer(proxy.getHostString(), proxy.getPort(), null, null);
                });
    }

    /**
     * A line for each variable, and each property for a port, that cannot be used, without its
     * value.
     */
    public static List<String> faults(Function<String, @Nullable String> environment) {
        List<String> faults = new ArrayList<>();
        for (String name : List.of("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")) {
            for (String variable : List.of(name, name.toLowerCase(Locale.ROOT))) {
                String value = environment.apply(variable);
                try {
                    if (value != null && !value.isBlank()) {
                        ProxyServer _ = ProxyServer.of(value);
                    }
                } catch (IllegalArgumentException e) {
                    faults.add(variable + ": " + e.getMessage());
                }
            }
        }
        for (String property : List.of("https.proxyPort", "http.proxyPort")) {
            String port = environment.apply(property);
            if (port != null && !isPort(port)) {
                faults.add(property + ": is no port; allowed: 1 to 65535");
            }
        }
        return faults;
    }

    private static boolean isPort(@Nullable String text) {
        return text != null
                && text.matches("\\d{1,5}")
                && Integer.parseInt(text) >= 1
                && Integer.parseInt(text) <= 65_535;
    }

    @Override
    public List<Proxy> select(URI address) {
        if (property(address, "proxyHost") != null && jvm != null) {
            return jvm.select(address);
        }
        ProxyServer server = server(address);
        return List.of(
                server == null || isDirect(address)
                        ? Proxy.NO_PROXY
                        : new Proxy(
                                Proxy.Type.HTTP,
                                InetSocketAddress.createUnresolved(server.host(), server.port())));
    }

    private boolean isDirect(URI address) {
        String host = address.getHost();
        return host == null || DirectHosts.isThisMachine(host) || direct.match(host, port(address));
    }

    private @Nullable ProxyServer server(URI address) {
        String host = property(address, "proxyHost");
        if (host != null) {
            String port = property(address, "proxyPort");
            return new ProxyServer(
                    host,
                    isPort(port) ? Integer.parseInt(port) : defaultPort(address),
                    property(address, "proxyUser"),
                    property(address, "proxyPassword"));
        }
        String url = variable(isHttps(address) ? "HTTPS_PROXY" : "HTTP_PROXY");
        String usual = url == null ? variable("ALL_PROXY") : url;
        try {
            return usual == null ? null : ProxyServer.of(usual);
        } catch (IllegalArgumentException e) {
            // Reported at the start, by the variable's name.
            return null;
        }
    }

    private @Nullable String property(URI address, String name) {
        String value = properties.getProperty((isHttps(address) ? "https." : "http.") + name);
        return value == null || value.isBlank() ? null : value;
    }

    private @Nullable String variable(String name) {
        String lower = environment.get(name.toLowerCase(Locale.ROOT));
        String value = lower == null || lower.isBlank() ? environment.get(name) : lower;
        return value == null || value.isBlank() ? null : value;
    }

    private static boolean isHttps(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : defaultPort(address);
    }

    private static int defaultPort(URI address) {
        return isHttps(address) ? 443 : 80;
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        if (jvm != null) {
            jvm.connectFailed(address, proxy, failure);
        }
    }
}
