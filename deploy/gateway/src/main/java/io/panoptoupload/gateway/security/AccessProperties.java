package io.panoptoupload.gateway.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;
import java.util.Map;

/**
 * Who may log in. Nobody has to, from this machine alone, while there are neither users nor tokens
 * nor {@code spring.security.oauth2.client.*}.
 *
 * @param users by name
 * @param tokens by name; for machines
 */
@ConfigurationProperties("gateway")
public record AccessProperties(
        @DefaultValue Map<String, User> users,
        @DefaultValue Map<String, Token> tokens,
        @DefaultValue Oidc oidc) {
    public AccessProperties {
        users = Map.copyOf(users);
        tokens = Map.copyOf(tokens);
    }

    /**
     * A person.
     *
     * @param password {@code {bcrypt}} and its hash
     * @param roles viewer, publisher, operator; each may do what those before it may
     */
    public record User(@Nullable String password, @DefaultValue List<String> roles) {}

    /**
     * A machine.
     *
     * @param sha256 of the token, 64 hex digits
     * @param roles as of a user
     */
    public record Token(@Nullable String sha256, @DefaultValue List<String> roles) {}

    /**
     * What a provider says of those whom it lets in.
     *
     * @param rolesClaim the claim of the ID token that lists the roles
     * @param roles that everybody has whom the provider lets in, besides
     */
    public record Oidc(
            @DefaultValue("roles") String rolesClaim, @DefaultValue List<String> roles) {}
}
