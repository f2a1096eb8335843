package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Finds out what a request asks for. */
final class Router {
    private static final String REST = "/Panopto/PublicAPI/REST/";
    private static final String API = "/Panopto/api/v1/";
    private static final String OAUTH = "/Panopto/oauth2/";
    private static final String S3 = "/Panopto/Upload/";

    private final Endpoints endpoints;
    private final Json json;

    Router(Endpoints endpoints, Json json) {
        this.endpoints = endpoints;
        this.json = json;
    }

    /** All that requests can be sent to. */
    record Endpoints(
            TokenEndpoint oauth,
            UploadEndpoint sessionUploads,
            UploadEndpoint streamUploads,
            SessionsEndpoint sessions,
            FoldersEndpoint folders,
            S3Endpoint s3) {}

    Route route(Exchange exchange) {
        String path = exchange.path();
        if (path.startsWith(S3)) {
            return s3(exchange, segments(path, S3));
        }
        if (path.startsWith(REST)) {
            return rest(exchange, segments(path, REST));
        }
        if (path.startsWith(API)) {
            return api(exchange, segments(path, API));
        }
        if (path.startsWith(OAUTH)) {
            return oauth(exchange, path.substring(OAUTH.length()));
        }
        return unknown(exchange);
    }

    private Route oauth(Exchange exchange, String path) {
        return switch (exchange.method() + " " + path) {
            case "POST connect/token" -> new Route(Operation.TOKEN, null, endpoints.oauth()::token);
            case "POST connect/revocation" ->
                    new Route(Operation.REVOKE, null, endpoints.oauth()::revoke);
            case "GET .well-known/openid-configuration" ->
                    new Route(Operation.DISCOVERY, null, endpoints.oauth()::discovery);
            default -> unknown(exchange);
        };
    }

    private Route rest(Exchange exchange, List<String> path) {
        UploadEndpoint noun =
                switch (path.getFirst()) {
                    case "sessionUpload" -> endpoints.sessionUploads();
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

    private Route api(Exchange exchange, List<String> path) {
        String noun = path.getFirst();
        String id = path.size() > 1 ? path.get(1) : "";
        String rest = String.join("/", path.subList(Math.min(2, path.size()), path.size()));
        if (noun.equals("folders") && exchange.method().equals("GET") && path.size() == 2) {
            return switch (id) {
                case "creator" -> folder(endpoints.folders()::creator);
                case "search" -> folder(endpoints.folders()::search);
                default -> folder(e -> endpoints.folders().get(e, id));
            };
        }
        if (!noun.equals("sessions") || id.isEmpty()) {
            return unknown(exchange);
        }
        SessionsEndpoint sessions = endpoints.sessions();
        return switch (exchange.method() + " " + rest) {
            case "GET " -> new Route(Operation.GET_SESSION, null, e -> sessions.get(e, id));
            case "DELETE " ->
                    new Route(Operation.DELETE_SESSION, null, e -> sessions.delete(e, id));
            case "PUT " -> update(e -> sessions.update(e, id));
            case "PUT settings/access" -> update(e -> sessions.access(e, id));
            case "PUT tags" -> update(e -> sessions.tags(e, id));
            case "POST permissions" -> update(e -> sessions.permission(e, id));
            default -> unknown(exchange);
        };
    }

    private static Route folder(Route.Receiver receiver) {
        return new Route(Operation.GET_FOLDER, null, receiver);
    }

    private static Route update(Route.Receiver receiver) {
        return new Route(Operation.UPDATE_SESSION, null, receiver);
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
        Refusal refusal =
                json.refusal(404, "There is no " + exchange.method() + " " + exchange.path() + ".");
        return new Route(
                Operation.UNKNOWN,
                null,
                e -> {
                    throw refusal;
                });
    }

    private static List<String> segments(String path, String prefix) {
        return List.of(path.substring(prefix.length()).split("/", -1));
    }
}
