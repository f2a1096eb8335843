package io.panoptoupload.worker.panopto;

import java.nio.file.Path;

/**
 * The worker's OAuth2 client, and the grant that this kind of client allows. Secrets never show in
 * {@code toString}.
 */
public record OAuth(String clientId, String clientSecret, Grant grant) {
    /** Where the access token comes from. */
    public sealed interface Grant {}

    /** A local (not single sign-on) service account; client type User Based Server Application. */
    public record Password(String username, String password) implements Grant {
        @Override
        public String toString() {
            return "Password[username=" + username + "]";
        }
    }

    /**
     * A refresh token in a file that is replaced atomically whenever Panopto rotates it; client
     * type Server-side Web Application.
     */
    public record RefreshToken(Path file) implements Grant {}

    /** The client alone; at Panopto this reaches public folders only. */
    public record ClientCredentials() implements Grant {}

    @Override
    public String toString() {
        return "OAuth[clientId=" + clientId + ", grant=" + grant + "]";
    }
}
