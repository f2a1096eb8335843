package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.http.HttpPool;
import io.panoptoupload.worker.http.TimeLimits;
import io.panoptoupload.worker.proxy.Proxies;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Asks servers for files, and follows their redirects as far as the rules allow. The Apache client,
 * because it lets one choose the addresses that it connects to, blocks on the caller's (virtual)
 * thread, and hands bytes over without copying them.
 */
final class HttpsClient implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final Pattern UNENCODED = Pattern.compile("[ \"<>^`{|}\\x80-\\xFF]");

    /**
     * For a connection, the head of the response, and the little that is read of one for its head.
     */
    private static final int HEAD_TIMEOUTS = 3;

    private final HttpsRules rules;
    private final DnsResolver addresses;
    private final HttpPool direct;

    /** Resolves the proxy's own name by no rule, and leaves the names of servers to the proxy. */
    private final HttpPool proxied;

    private final TimeLimits limits = new TimeLimits();
    private final Duration headLimit;

    HttpsClient(HttpsRules rules, HttpsSettings settings, DnsResolver addresses) {
        this.rules = rules;
        this.addresses = addresses;
        this.direct = pool(settings, addresses);
        this.proxied = pool(settings, SystemDefaultDnsResolver.INSTANCE);
        this.headLimit = settings.readTimeout().multipliedBy(HEAD_TIMEOUTS);
    }

    private static HttpPool pool(HttpsSettings settings, DnsResolver addresses) {
        return new HttpPool(
                settings.tls(),
                settings.connections(),
                settings.connectTimeout(),
                settings.readTimeout(),
                addresses);
    }

    /**
     * The response of the server that the redirects, if any, end at.
     *
     * @throws Fault SOURCE_NOT_ALLOWED, also for a redirect to where nothing may be read
     */
    SourceResponse get(HttpPlace place, Map<String, String> headers) throws IOException {
        HttpsAddress hop = place.address();
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            SourceResponse response = ask(place, hop, headers);
            String location = isRedirect(response.status()) ? response.header("Location") : null;
            if (location == null) {
                return response;
            }
            response.close();
            hop = followed(place, hop, location);
        }
        throw PermanentFault.beforeTransfer(
                ErrorCode.SOURCE_UNREADABLE,
                "%s is redirected more than %d times; give the address that it ends at"
                        .formatted(place, MAX_REDIRECTS));
    }

    /** A token may have ended early, or been withdrawn: one refusal is met with another token. */
    private SourceResponse ask(HttpPlace place, HttpsAddress hop, Map<String, String> headers)
            throws IOException {
        String authorization = place.authorizationAt(hop);
        SourceResponse response = ask(hop, headers, authorization);
        if (response.status() != 401 || authorization == null) {
            return response;
        }
        String other = null;
        try {
            other = place.authorizationInsteadOf(authorization);
        } finally {
            if (!authorization.equals(other)) {
                response.close();
            }
        }
        return authorization.equals(other) ? response : ask(hop, headers, other);
    }

    private SourceResponse ask(
            HttpsAddress hop, Map<String, String> headers, @Nullable String authorization)
            throws IOException {
        HttpGet request = new HttpGet(hop.uri());
        // Compressed on the way, neither ranges nor lengths would be those of the file.
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        headers.forEach(request::setHeader);
        if (authorization != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        }
        TimeLimits.Limit limit = limits.begin(headLimit, request::cancel);
        try {
            return new SourceResponse(request, connections(hop).execute(request), limit);
        } catch (IOException | RuntimeException e) {
            limit.close();
            if (limit.isOver()) {
                throw new SocketTimeoutException("the head of the response does not end");
            }
            throw e;
        }
    }

    private HttpPool connections(HttpsAddress hop) {
        if (Proxies.to(hop.uri()).isEmpty()) {
            return direct;
        }
        try {
            // The proxy may resolve it otherwise; what is known here is held to the rule.
            InetAddress[] _ = addresses.resolve(hop.host());
        } catch (UnknownHostException e) {
            // Nothing is known of it here, as is usual behind a proxy.
        }
        return proxied;
    }

    private HttpsAddress followed(HttpPlace place, HttpsAddress hop, String location) {
        URI next;
        try {
            String reference = encoded(location);
            // A query alone keeps the whole path (RFC 3986, 5.3); java.net.URI is of RFC 2396.
            next =
                    reference.startsWith("?")
                            ? new URI(hop + reference)
                            : hop.uri().resolve(new URI(reference));
        } catch (URISyntaxException e) {
            throw PermanentFault.beforeTransfer(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s is redirected to something that is no URI".formatted(place));
        }
        return rules.redirected(place, next);
    }

    /**
     * Servers write blanks and the like as they are, and browsers send them encoded. The client
     * reads each byte of a header as one character, of UTF-8 too.
     */
    private static String encoded(String location) {
        return UNENCODED
                .matcher(location.strip())
                .replaceAll(each -> "%%%02X".formatted((int) each.group().charAt(0)));
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** Connections that responses still hold. */
    int leased() {
        return direct.leased() + proxied.leased();
    }

    @Override
    public void close() {
        limits.close();
        direct.close();
        proxied.close();
    }
}
