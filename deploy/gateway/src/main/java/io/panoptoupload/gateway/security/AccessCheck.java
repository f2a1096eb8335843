package io.panoptoupload.gateway.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks at who may log in before anything starts: a line for each fault, with property and what is
 * allowed. What is or may be a secret is never shown.
 */
public final class AccessCheck {
    /** A higher cost would make each login a matter of seconds. */
    private static final Pattern BCRYPT =
            Pattern.compile("\\{bcrypt}\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,100}");

    private final Binder binder;
    private final List<String> faults = new ArrayList<>();

    private AccessCheck(Binder binder) {
        this.binder = binder;
    }

    /** What is wrong, a line each. */
    public static List<String> faults(Environment environment) {
        return new AccessCheck(Binder.get(environment)).all();
    }

    private List<String> all() {
        AccessProperties access;
        try {
            access = binder.bindOrCreate("gateway", AccessProperties.class);
        } catch (BindException e) {
            return List.of(
                    "%s: cannot be read; allowed: gateway.users.<name>.password and .roles, gateway.tokens.<name>.sha256 and .roles"
                            .formatted(e.getName()));
        }
        access.users().forEach(this::user);
        access.tokens().forEach(this::token);
        if (!access.oidc().roles().isEmpty()) {
            roles("gateway.oidc.roles", access.oidc().roles());
        }
        if (!isLoginNeeded(access, binder)) {
            address();
        }
        return faults;
    }

    /** Whether callers have to say who they are. */
    static boolean isLoginNeeded(AccessProperties access, Binder binder) {
        return !access.users().isEmpty() || !access.tokens().isEmpty() || hasProvider(binder);
    }

    /** Whether an OpenID Connect provider is configured. */
    static boolean hasProvider(Binder binder) {
        return !providers(binder).isEmpty();
    }

    /** The configured OpenID Connect providers, by their registrations' ids. */
    static List<String> providers(Binder binder) {
        return binder.bind(
                        "spring.security.oauth2.client.registration",
                        Bindable.mapOf(String.class, Object.class))
                .map(registrations -> registrations.keySet().stream().sorted().toList())
                .orElse(List.of());
    }

    private void user(String name, AccessProperties.User user) {
        name("gateway.users", name);
        String property = "gateway.users." + name;
        if (!matches(BCRYPT, user.password())) {
            faults.add(
                    property
                            + ".password: is missing or not allowed; allowed: {bcrypt} and a hash of cost 4 to 16, as htpasswd -nB prints it behind the colon");
        }
        roles(property + ".roles", user.roles());
    }

    private void token(String name, AccessProperties.Token token) {
        name("gateway.tokens", name);
        String property = "gateway.tokens." + name;
        if (!matches(SHA256, token.sha256())) {
            faults.add(
                    property
                            + ".sha256: is missing or not allowed; allowed: the SHA-256 of the token in 64 hex digits, never the token itself");
        }
        roles(property + ".roles", token.roles());
    }

    private void name(String parent, String name) {
        if (!matches(NAME, name)) {
            faults.add(
                    parent
                            + ": has a name that is not allowed; allowed: 1 to 100 letters, digits, '.', '_', '@' and '-'");
        }
    }

    private void roles(String property, List<String> roles) {
        if (!Role.areRoles(roles)) {
            faults.add(
                    "%s: '%s' is not allowed; allowed: %s"
                            .formatted(property, String.join(",", roles), Role.ALLOWED));
        }
    }

    private static boolean matches(Pattern pattern, @Nullable String value) {
        return value != null && pattern.matcher(value).matches();
    }

    private void address() {
        String address = binder.bind("server.address", String.class).orElse("");
        if (!isLoopback(address)) {
            faults.add(
                    "server.address: '%s' is not allowed while everybody may log in; allowed: a loopback address such as 127.0.0.1, or any once gateway.users.*, gateway.tokens.* or spring.security.oauth2.client.* say who may"
                            .formatted(address));
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
