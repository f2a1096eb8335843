package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** How one of Panopto's APIs spells an error. */
@FunctionalInterface
interface ErrorBody {
    Map<String, @Nullable Object> of(int status, String message);

    /** The upload API, as ASP.NET does by itself. */
    static Map<String, @Nullable Object> uploadApi(int status, String message) {
        Map<String, @Nullable Object> body = Json.fields();
        body.put("Message", message);
        return body;
    }

    /** The API v1, as its published OpenAPI document says. */
    static Map<String, @Nullable Object> apiV1(int status, String message) {
        Map<String, @Nullable Object> error = Json.fields();
        error.put("ErrorCode", code(status));
        error.put("Message", message);
        error.put("Success", false);
        error.put("ErrorSource", status >= 500 ? "Server" : "Client");
        Map<String, @Nullable Object> body = Json.fields();
        body.put("Error", error);
        return body;
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "BadRequest";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 429 -> "TooManyRequests";
            default -> "Status" + status;
        };
    }
}
