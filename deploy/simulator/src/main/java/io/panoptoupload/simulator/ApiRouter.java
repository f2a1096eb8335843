package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** The addresses of the API v1: {@code /Panopto/api/v1/sessions} and {@code …/folders}. */
final class ApiRouter {
    private final SessionsEndpoint sessions;
    private final FoldersEndpoint folders;

    ApiRouter(SessionsEndpoint sessions, FoldersEndpoint folders) {
        this.sessions = sessions;
        this.folders = folders;
    }

    /** Where a request goes; the path is in lower case. Empty when there is no such address. */
    Optional<Route> route(String method, List<String> path) {
        if (path.size() < 2 || path.get(1).isEmpty()) {
            return Optional.empty();
        }
        String id = path.get(1);
        String call = method + " " + String.join("/", path.subList(2, path.size()));
        return Optional.ofNullable(
                switch (path.getFirst()) {
                    case "folders" -> folder(call, id);
                    case "sessions" -> session(call, id);
                    default -> null;
                });
    }

    private @Nullable Route folder(String call, String id) {
        return switch (call) {
            case "GET " ->
                    switch (id) {
                        case "creator" -> folder(folders::creator);
                        case "search" -> folder(folders::search);
                        default -> folder(e -> folders.get(e, id));
                    };
            default -> null;
        };
    }

    private @Nullable Route session(String call, String id) {
        return switch (call) {
            case "GET " -> new Route(Operation.GET_SESSION, null, e -> sessions.get(e, id));
            case "DELETE " ->
                    new Route(Operation.DELETE_SESSION, null, e -> sessions.delete(e, id));
            case "PUT " -> update(e -> sessions.update(e, id));
            case "PUT settings/access" -> update(e -> sessions.access(e, id));
            case "PUT tags" -> update(e -> sessions.tags(e, id));
            case "POST permissions" -> update(e -> sessions.permission(e, id));
            default -> null;
        };
    }

    private static Route folder(Route.Receiver receiver) {
        return new Route(Operation.GET_FOLDER, null, receiver);
    }

    private static Route update(Route.Receiver receiver) {
        return new Route(Operation.UPDATE_SESSION, null, receiver);
    }
}
