package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The access and refresh tokens that are valid. */
final class Tokens {
    private final Duration life;
    private final InstantSource clock;
    private final Map<String, Access> access = new HashMap<>();
    private final Map<String, Holder> refresh = new HashMap<>();

    Tokens(Duration life, InstantSource clock, Credentials credentials) {
        this.life = life;
        this.clock = clock;
        for (Credentials.User user : credentials.users()) {
            if (user.refreshToken() != null) {
                credentials.clients().stream()
                        .filter(client -> client.grants().contains("refresh_token"))
                        .findFirst()
                        .map(client -> new Holder(client.id(), user.name(), "openid api"))
                        .ifPresent(holder -> refresh.put(user.refreshToken(), holder));
            }
        }
    }

    /**
     * Whom a token was given to.
     *
     * @param owner the user; with client credentials the client itself
     */
    record Holder(String client, String owner, String scope) {}

    record Issued(String access, @Nullable String refresh, Duration life, String scope) {}

    private record Access(Holder holder, Instant end) {}

    synchronized Issued issue(Holder holder, boolean refreshable) {
        Instant now = clock.instant();
        access.values().removeIf(old -> !old.end().isAfter(now));
        String accessToken = newToken();
        access.put(accessToken, new Access(holder, now.plus(life)));
        String refreshToken = null;
        if (refreshable) {
            refreshToken = newToken();
            refresh.put(refreshToken, holder);
        }
        return new Issued(accessToken, refreshToken, life, holder.scope());
    }

    /** The holder of a valid access token. */
    synchronized Optional<Holder> holder(String accessToken) {
        return Optional.ofNullable(access.get(accessToken))
                .filter(known -> known.end().isAfter(clock.instant()))
                .map(Access::holder);
    }

    /** Uses a refresh token up: each can be spent once, by the client it was given to. */
    synchronized Optional<Holder> spend(String refreshToken, String client) {
        Holder holder = refresh.get(refreshToken);
        if (holder == null || !holder.client().equals(client)) {
            return Optional.empty();
        }
        refresh.remove(refreshToken);
        return Optional.of(holder);
    }

    synchronized void revoke(String token) {
        access.remove(token);
        refresh.remove(token);
    }

    /** Ends every access token at once; refresh tokens stay. */
    synchronized void expireAll() {
        access.clear();
    }

    private static String newToken() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
