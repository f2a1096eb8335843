package io.panoptoupload.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The authorization codes that were given out and not spent: each is good once, for minutes. */
final class AuthorizationCodes {
    static final Duration LIFE = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Map<String, Grant> grants = new HashMap<>();

    AuthorizationCodes(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What a user consented to.
     *
     * @param redirectUri as it was in the authorization request; the token request must repeat it
     * @param challenge that the token request has to meet
     */
    record Grant(
            Tokens.Holder holder, String redirectUri, CodeChallenge challenge, Instant issuedAt) {}

    synchronized String issue(Tokens.Holder holder, String redirectUri, CodeChallenge challenge) {
        Instant now = clock.instant();
        grants.values().removeIf(old -> !now.isBefore(old.issuedAt().plus(LIFE)));
        String code = UUID.randomUUID().toString().replace("-", "");
        grants.put(code, new Grant(holder, redirectUri, challenge, now));
        return code;
    }

    /** Spends a code, whether the rest of the request is right or not. */
    synchronized Optional<Tokens.Holder> spend(
            String code, String client, String redirectUri, String verifier) {
        return Optional.ofNullable(grants.remove(code))
                .filter(grant -> clock.instant().isBefore(grant.issuedAt().plus(LIFE)))
                .filter(grant -> grant.holder().client().equals(client))
                .filter(grant -> grant.redirectUri().equals(redirectUri))
                .filter(grant -> grant.challenge().isMetBy(verifier))
                .map(Grant::holder);
    }
}
