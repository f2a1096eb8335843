package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * Finds out what a request asks for. Paths are taken in any case, as by the web server that Panopto
 * runs on; only the names of objects are kept as they were sent.
 */
final class Router {
    private static final String REST = "/panopto/publicapi/rest/";

    /** The address of the upload API in Panopto's older notes. */
    private static final String OLD_REST = "/panopto/services/publicapi/rest/";

    private static final String API = "/panopto/api/v1/";
    private static final String OAUTH = "/panopto/oauth2/";
    private static final String S3 = "/panopto/upload/";

    private final Endpoints endpoints;
    private final ApiRouter api;
    private final Json json;

    Router(Endpoints endpoints, ApiRouter api, Json json) {
        this.endpoints = endpoints;
        this.api = api;
        this.json = json;
    }

    /** All that requests can be sent to, the API v1 apart. */
    record Endpoints(
            AuthorizeEndpoint authorize,
            TokenEndpoint tokens,
            DiscoveryEndpoint discovery,
            UploadEndpoint sessionUploads,
            UploadEndpoint streamUploads,
            S3Endpoint s3) {}

    Route route(Exchange exchange) {
        String path = exchange.path();
        if (isBelow(S3, path)) {
            return s3(exchange, segments(path, S3));
        }
        String folded = path.toLowerCase(Locale.ROOT);
        for (String rest : List.of(REST, OLD_REST)) {
            if (folded.startsWith(rest)) {
                return rest(exchange, segments(folded, rest));
            }
        }
        if (folded.startsWith(API)) {
            return api.route(exchange, segments(folded, API));
        }
        if (folded.startsWith(OAUTH)) {
            return oauth(exchange, folded.substring(OAUTH.length()));
        }
        return unknown(exchange);
    }

    private static boolean isBelow(String prefix, String path) {
        return path.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private Route oauth(Exchange exchange, String path) {
        return switch (exchange.method() + " " + path) {
            case "GET connect/authorize" ->
                    new Route(Operation.AUTHORIZE, null, endpoints.authorize()::authorize);
            case "POST connect/token" ->
                    new Route(Operation.TOKEN, null, endpoints.tokens()::token);
            case "POST connect/revocation" ->
                    new Route(Operation.REVOKE, null, endpoints.tokens()::revoke);
            case "GET .well-known/openid-configuration" ->
                    new Route(Operation.DISCOVERY, null, endpoints.discovery()::configuration);
            case "GET .well-known/jwks" ->
                    new Route(Operation.DISCOVERY, null, endpoints.discovery()::keys);
            default -> unknown(exchange);
        };
    }

    private Route rest(Exchange exchange, List<String> path) {
        UploadEndpoint noun =
                switch (path.getFirst()) {
                    case "sessionupload" -> endpoints.sessionUploads();
                    case "upload" -> endpoints.streamUploads();
                    default -> null;
                };
        if (noun == null || path.size() > 2) {
            return unknown(exchange);
        }
        if (path.size() == 1) {
            return exchange.method().equals("POST")
                    ? new Route(Operation.CREATE_UPLOAD, null, noun::create)
                    : unknown(exchange);
        }
        String id = path.get(1);
        return switch (exchange.method()) {
            case "GET" -> new Route(Operation.GET_UPLOAD, id, e -> noun.get(e, id));
            case "PUT" -> new Route(Operation.FINALISE, id, e -> noun.put(e, id));
            case "DELETE" -> new Route(Operation.DELETE_UPLOAD, id, e -> noun.delete(e, id));
            default -> unknown(exchange);
        };
    }

    private Route s3(Exchange exchange, List<String> path) {
        S3Endpoint s3 = endpoints.s3();
        String guid = path.getFirst();
        String name = path.size() == 2 ? path.get(1) : "";
        // Objects lie side by side in an upload: no folders, nothing that a disk would hide.
        if (name.isEmpty() || name.startsWith(".")) {
            return new Route(Operation.UNKNOWN, guid, s3::unsupported);
        }
        var target = new S3Endpoint.Target(guid, name);
        String uploadId = exchange.query("uploadId");
        boolean part = uploadId != null && exchange.query("partNumber") != null;
        return switch (exchange.method()) {
            case "POST" -> post(exchange, target, uploadId);
            case "PUT" ->
                    part
                            ? new Route(
                                    Operation.UPLOAD_PART,
                                    guid,
                                    e -> s3.uploadPart(e, target, String.valueOf(uploadId)))
                            : new Route(Operation.PUT_OBJECT, guid, e -> s3.putObject(e, target));
            default -> new Route(Operation.UNKNOWN, guid, s3::unsupported);
        };
    }

    private Route post(Exchange exchange, S3Endpoint.Target target, @Nullable String uploadId) {
        S3Endpoint s3 = endpoints.s3();
        if (uploadId != null) {
            return new Route(
                    Operation.COMPLETE_MULTIPART,
                    target.guid(),
                    e -> s3.completeMultipart(e, target, uploadId));
        }
        return exchange.query("uploads") == null
                ? new Route(Operation.UNKNOWN, target.guid(), s3::unsupported)
                : new Route(
                        Operation.CREATE_MULTIPART,
                        target.guid(),
                        e -> s3.createMultipart(e, target));
    }

    private Route unknown(Exchange exchange) {
        return Route.refused(
                json.refusal(
                        404, "There is no " + exchange.method() + " " + exchange.path() + "."));
    }

    private static List<String> segments(String path, String prefix) {
        return List.of(path.substring(prefix.length()).split("/", -1));
    }
}
