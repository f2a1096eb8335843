package io.panoptoupload.worker.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.address.HostName;

import java.net.URI;
import java.util.Objects;

/**
 * Where an https: URL leads.
 *
 * @param host in canonical form, IPv6 addresses in brackets
 * @param port 443 unless the URL says otherwise
 * @param path percent-encoded, from the first slash on
 * @param query as it stands, with its question mark; empty without one. It may be a signature:
 *     whoever has it may read the file
 */
record HttpsAddress(String host, int port, String path, String query) {
    private static final int DEFAULT_PORT = 443;

    /**
     * Reads a URL whose scheme is known to be https.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong with it, and does
     *     not quote it
     */
    static HttpsAddress of(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw new IllegalArgumentException("it names no host; write https://host/path");
        }
        if (authority.contains("@")) {
            throw new IllegalArgumentException(
                    "it holds a user or password, which everybody could read; name a configured credential instead");
        }
        int colon = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("it names no host; write https://host/path");
        }
        String path = Objects.requireNonNullElse(uri.getRawPath(), "");
        String query = uri.getRawQuery();
        return new HttpsAddress(
                HostName.canonical(host),
                colon < 0 ? DEFAULT_PORT : port(authority.substring(colon + 1)),
                path.isEmpty() ? "/" : ascii(path),
                query == null ? "" : "?" + ascii(query));
    }

    private static int port(String digits) {
        if (digits.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("its port is none of 1 to 65535");
        }
        return port;
    }

    /** Browsers take other characters than ASCII in paths, and send them like this. */
    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (byte b : text.getBytes(UTF_8)) {
            if (b < 0) {
                ascii.append("%%%02X".formatted(b & 0xFF));
            } else {
                ascii.append((char) b);
            }
        }
        return ascii.toString();
    }

    String authority() {
        return port == DEFAULT_PORT ? host : host + ":" + port;
    }

    /** What a link in its response is relative to. */
    URI uri() {
        return URI.create(this + query);
    }

    boolean isSameServer(HttpsAddress other) {
        return host.equals(other.host) && port == other.port;
    }

    /** Without the query. */
    @Override
    public String toString() {
        return "https://" + authority() + path;
    }
}
