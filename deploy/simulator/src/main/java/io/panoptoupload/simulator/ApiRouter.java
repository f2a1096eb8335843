package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The addresses of the API v1: {@code /Panopto/api/v1/sessions} and {@code …/folders}. */
final class ApiRouter {
    private final Endpoints endpoints;
    private final Json json;

    ApiRouter(Endpoints endpoints, Json json) {
        this.endpoints = endpoints;
        this.json = json;
    }

    /** All that requests can be sent to. */
    record Endpoints(
            SessionsEndpoint sessions, SessionSettingsEndpoint settings, FoldersEndpoint folders) {}

    /** Where a request goes; the path is in lower case. */
    Route route(Exchange exchange, List<String> path) {
        String id = path.size() < 2 ? "" : path.get(1);
        String call =
                exchange.method()
                        + " "
                        + String.join("/", path.subList(Math.min(2, path.size()), path.size()));
        Route found =
                switch (id.isEmpty() ? "" : path.getFirst()) {
                    case "folders" -> folder(call, id);
                    case "sessions" -> session(call, id);
                    default -> null;
                };
        return found != null
                ? found
                : Route.refused(
                        json.refusal(
                                404,
                                "There is no " + exchange.method() + " " + exchange.path() + "."));
    }

    private @Nullable Route folder(String call, String id) {
        FoldersEndpoint folders = endpoints.folders();
        return switch (call) {
            case "GET " ->
                    switch (id) {
                        case "creator" -> folder(folders::creator);
                        case "search" -> folder(folders::search);
                        default -> folder(e -> folders.get(e, id));
                    };
            case "GET sessions" -> folder(e -> endpoints.sessions().inFolder(e, id));
            case "GET children" -> folder(e -> folders.children(e, id));
            default -> null;
        };
    }

    private @Nullable Route session(String call, String id) {
        SessionsEndpoint sessions = endpoints.sessions();
        SessionSettingsEndpoint settings = endpoints.settings();
        return switch (call) {
            case "GET " -> read(e -> sessions.get(e, id));
            case "GET settings/access" -> read(e -> settings.access(e, id));
            case "GET tags" -> read(e -> settings.tags(e, id));
            case "GET permissions" -> read(e -> settings.permissions(e, id));
            case "PUT " -> update(e -> sessions.update(e, id));
            case "PUT settings/access" -> update(e -> settings.setAccess(e, id));
            case "PUT tags" -> update(e -> settings.setTags(e, id));
            case "POST permissions" -> update(e -> settings.addPermission(e, id));
            case "DELETE " ->
                    new Route(Operation.DELETE_SESSION, null, e -> sessions.delete(e, id));
            default -> null;
        };
    }

    private static Route folder(Route.Receiver receiver) {
        return new Route(Operation.GET_FOLDER, null, receiver);
    }

    private static Route read(Route.Receiver receiver) {
        return new Route(Operation.GET_SESSION, null, receiver);
    }

    private static Route update(Route.Receiver receiver) {
        return new Route(Operation.UPDATE_SESSION, null, receiver);
    }
}
