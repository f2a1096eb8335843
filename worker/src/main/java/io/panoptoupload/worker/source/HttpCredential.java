package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.oauth.ClientRequest;
import io.panoptoupload.worker.oauth.SharedToken;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLContext;

/**
 * What opens an {@code https:} source, and on which servers: publishers of requests choose the
 * credential by its name, and must not be able to have it sent elsewhere.
 */
public final class HttpCredential implements AutoCloseable {
    private static final String BEARER = "Bearer ";

    /** Values of the header. */
    private interface Authorization {
        String current();

        /** Another one than the server refused; the same where there is no other. */
        default String insteadOf(String refused) {
            return refused;
        }

        default void close() {}
    }

    private final HostRules servers;
    private final Authorization authorization;

    private HttpCredential(HostRules servers, Authorization authorization) {
        this.servers = servers;
        this.authorization = authorization;
    }

    public static HttpCredential bearer(HostRules servers, String token) {
        return new HttpCredential(servers, () -> BEARER + token);
    }

    public static HttpCredential basic(HostRules servers, String username, String password) {
        String value = ClientRequest.basic(username, password);
        return new HttpCredential(servers, () -> value);
    }

    /**
     * Bearer tokens of a token server, which is asked when one is needed.
     *
     * @param name of the credential, for messages
     * @param tls with the trust for the token server; the JVM's own when null
     */
    public static HttpCredential oauth2(
            HostRules servers,
            String name,
            OAuthClient client,
            @Nullable SSLContext tls,
            InstantSource clock) {
        TokenServer server = new TokenServer(name, client, tls);
        SharedToken token = new SharedToken(server, refusal -> later(refusal, clock), clock);
        return new HttpCredential(
                servers,
                new Authorization() {
                    @Override
                    public String current() {
                        return BEARER + token.current();
                    }

                    @Override
                    public String insteadOf(String refused) {
                        return BEARER + token.insteadOf(refused.substring(BEARER.length()));
                    }

                    @Override
                    public void close() {
                        token.close();
                        server.close();
                    }
                });
    }

    /** A wrong secret fails no upload: once it is fixed, they go on. */
    private static TransientFault later(SharedToken.Refusal refusal, InstantSource clock) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                refusal.fault().getMessage(),
                null,
                Duration.between(clock.instant(), refusal.until()));
    }

    boolean isFor(HttpsAddress address) {
        return servers.match(address);
    }

    /**
     * The value of the header of that name.
     *
     * @throws TransientFault SOURCE_UNREADABLE if there is no token for it
     */
    String authorization() {
        return authorization.current();
    }

    /**
     * Another one than the server refused; the same where there is no other.
     *
     * @throws TransientFault as {@link #authorization} does
     */
    String authorizationInsteadOf(String refused) {
        return authorization.insteadOf(refused);
    }

    @Override
    public String toString() {
        return "HttpCredential[for " + servers + "]";
    }

    @Override
    public void close() {
        authorization.close();
    }
}
