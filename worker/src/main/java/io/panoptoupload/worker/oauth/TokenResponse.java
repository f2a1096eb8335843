package io.panoptoupload.worker.oauth;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/** What a token server's response says (RFC 6749, 5). */
public sealed interface TokenResponse {
    /**
     * A token.
     *
     * @param life from when it was asked for
     * @param refreshToken that replaces the one that was sent; null if the former one stays valid
     */
    record Issued(String accessToken, Duration life, @Nullable String refreshToken)
            implements TokenResponse {
        @Override
        public String toString() {
            return "Issued[life=" + life + "]";
        }
    }

    /**
     * The credentials are refused.
     *
     * @param error the server's code, as it stands there
     */
    record Refused(String error) implements TokenResponse {}

    /**
     * Neither, as when the server is down or another one responds.
     *
     * @param page whether it is a web page
     */
    record Other(boolean page) implements TokenResponse {}

    /**
     * What a response means.
     *
     * @param body of whatever length and kind
     */
    static TokenResponse of(int status, String body) {
        JsonNode response = json(body);
        if (response == null) {
            return new Other(body.stripLeading().startsWith("<"));
        }
        boolean succeeded = status >= 200 && status < 300;
        if (succeeded && Parsing.isToken(response.path("access_token"))) {
            JsonNode refresh = response.path("refresh_token");
            return new Issued(
                    response.path("access_token").stringValue(),
                    Parsing.life(response),
                    refresh.isString() && !refresh.stringValue().isBlank()
                            ? refresh.stringValue()
                            : null);
        }
        String error = response.path("error").asString("");
        return Parsing.refuses(status) && Parsing.isRefusal(error)
                ? new Refused(error)
                : new Other(false);
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return Parsing.JSON.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (JacksonException | NumberFormatException e) {
            // The latter for a number whose exponent exceeds what Java's numbers hold.
            return null;
        }
    }

    /** How its parts are read. */
    final class Parsing {
        private static final JsonMapper JSON = JsonMapper.builder().build();

        /** What tokens live when the response does not say. */
        private static final Duration USUAL_LIFE = Duration.ofHours(1);

        private static final Duration MAX_LIFE = Duration.ofDays(1);

        private static final Pattern TOKEN = Pattern.compile("[!-~]+");

        private Parsing() {}

        /** What can stand in a header (RFC 6750, 2.1). */
        private static boolean isToken(JsonNode given) {
            return given.isString() && TOKEN.matcher(given.stringValue()).matches();
        }

        private static Duration life(JsonNode response) {
            long seconds = response.path("expires_in").asLong(USUAL_LIFE.toSeconds());
            return Duration.ofSeconds(Math.clamp(seconds, 1, MAX_LIFE.toSeconds()));
        }

        /**
         * How OAuth servers spell what they refuse, {@code invalid_grant} for example; gateways
         * speak of {@code Forbidden} or of {@code Unauthorized}.
         */
        private static final Pattern CODE = Pattern.compile("[a-z]+(?:_[a-z]+)+");

        /** Codes that say nothing of the credentials (RFC 6749, 4.1.2.1; RFC 8628, 3.5). */
        private static final Set<String> TRANSIENT_ERRORS =
                Set.of("temporarily_unavailable", "server_error", "slow_down");

        /**
         * With one of these an OAuth server speaks of credentials (RFC 6749, 5.2), or of rights.
         */
        private static boolean refuses(int status) {
            return status == 400 || status == 401 || status == 403;
        }

        private static boolean isRefusal(String error) {
            return CODE.matcher(error).matches() && !TRANSIENT_ERRORS.contains(error);
        }
    }
}
