package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** An HTTP response, read to its end. */
record PanoptoResponse(
        int status, @Nullable String contentType, @Nullable String retryAfter, String body) {
    /** Unknown fields travel back to Panopto, so numbers must not change on the way. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private static final String MESSAGE = "Message";

    /** How .NET spells "none" where nothing may be missing: its least GUID, and its least time. */
    private static final Pattern NONE =
            Pattern.compile(
                    "\\s*|[{(]?0{8}-?(0{4}-?){3}0{12}[)}]?|0001-01-01([T ]00:00:00(\\.0+)?(Z|[+-]00:00)?)?");

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Shows expiry of the token, or a lack of rights: Panopto uses both for both. */
    boolean refused() {
        return status == 401 || status == 403;
    }

    /**
     * Refuses this one call, whoever says so. Of others it says nothing, unlike a server that is
     * busy, or a proxy that lets nothing through.
     */
    boolean isClientError() {
        return switch (status) {
            case 407, 408, 421, 425, 429 -> false;
            default -> status >= 400 && status < 500;
        };
    }

    /** Says that there is no such thing, or none any more. */
    boolean isNotFound() {
        return status == 404 || status == 410;
    }

    /** The body, when it is a JSON object, whatever its media type says. */
    @Nullable ObjectNode object() {
        try {
            return JSON.readTree(body) instanceof ObjectNode object ? object : null;
        } catch (JacksonException | NumberFormatException e) {
            // The latter for a number whose exponent exceeds what BigDecimal holds.
            return null;
        }
    }

    /**
     * Panopto itself says in {@code Message} what is wrong, the API v1 in an {@code Error}, or it
     * shows an upload; its keys are in PascalCase. Pages, texts such as {@code RBAC: access
     * denied}, nothing at all, and other JSON, such as {@code {"message":"Forbidden"}}, are what
     * proxies, firewalls and gateways in between say.
     */
    boolean fromPanopto() {
        ObjectNode object = object();
        return object != null
                && (object.path(MESSAGE).isString()
                        || isApiError(object)
                        || UploadSession.of(object).isPresent());
    }

    /** The same, and labelled so: what proves that something is gone may not be guessed at. */
    boolean provablyFromPanopto() {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).contains("json")
                && fromPanopto();
    }

    /** An error in the API v1's own envelope, which no other part of a .NET site uses. */
    boolean isApiError() {
        ObjectNode object = object();
        return object != null && isApiError(object);
    }

    private static boolean isApiError(ObjectNode object) {
        JsonNode error = object.path("Error");
        return error.path(MESSAGE).isString() || error.path("ErrorCode").isString();
    }

    /** A page for people, such as the login page of a site behind single sign-on. */
    boolean isPage() {
        return body.stripLeading().startsWith("<");
    }

    /** What is said in words, or null for a page. The API v1 wraps its words in an error. */
    @Nullable String text() {
        ObjectNode object = object();
        if (object != null) {
            String message = message(object);
            return message == null && field(object, "error") instanceof ObjectNode error
                    ? Objects.requireNonNullElse(message(error), body)
                    : Objects.requireNonNullElse(message, body);
        }
        return isPage() ? null : body;
    }

    private static @Nullable String message(ObjectNode object) {
        JsonNode message = field(object, "message");
        return message.isString() ? message.stringValue() : null;
    }

    /** Of that name, in whatever case. */
    static JsonNode field(ObjectNode object, String name) {
        return object.properties().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(MissingNode.getInstance());
    }

    /** The text of that name; null for none, also where .NET spells it out. */
    static @Nullable String text(JsonNode whole, String name) {
        JsonNode value =
                whole instanceof ObjectNode object
                        ? field(object, name)
                        : MissingNode.getInstance();
        return value.isString() && !NONE.matcher(value.stringValue()).matches()
                ? value.stringValue()
                : null;
    }
}
