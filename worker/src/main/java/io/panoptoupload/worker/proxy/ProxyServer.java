package io.panoptoupload.worker.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;

/**
 * A forward proxy that takes CONNECT.
 *
 * @param user null where it wants no login
 */
public record ProxyServer(String host, int port, @Nullable String user, @Nullable String password) {
    static final String ALLOWED = "http://host:port or http://user:password@host:port";

    /**
     * Reads what stands in a variable such as {@code HTTPS_PROXY}.
     *
     * @throws IllegalArgumentException that does not quote it, since it may hold a password
     */
    static ProxyServer of(String text) {
        String url = text.contains("://") ? text.strip() : "http://" + text.strip();
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL; allowed: " + ALLOWED);
        }
        String authority = uri.getRawAuthority();
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "is no proxy of kind http:// (CONNECT); allowed: " + ALLOWED);
        }
        if (uri.getHost() == null || uri.getPort() < 1 || authority == null) {
            throw new IllegalArgumentException(
                    "names no host and port; in a login, @ : / and the like are encoded (%40); allowed: "
                            + ALLOWED);
        }
        String login = uri.getRawUserInfo();
        if (login == null) {
            return new ProxyServer(uri.getHost(), uri.getPort(), null, null);
        }
        int colon = login.indexOf(':');
        return new ProxyServer(
                uri.getHost(),
                uri.getPort(),
                decoded(colon < 0 ? login : login.substring(0, colon)),
                colon < 0 ? "" : decoded(login.substring(colon + 1)));
    }

    /** A plus is a plus there, and no blank. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    public boolean isAt(String otherHost, int otherPort) {
        return host.equalsIgnoreCase(otherHost) && port == otherPort;
    }

    /** Without the login. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
