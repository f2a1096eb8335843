package io.panoptoupload.worker.panopto;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.panopto.RestCalls.Call;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds folders by name or path, without regard to case. A path is names with slashes between them;
 * it may begin at any folder, or with a slash at the top. Panopto searches by words, so what it
 * finds is compared as a whole here.
 */
public final class FolderSearch {
    private static final String FOLDERS = "/api/v1/folders/";
    private static final int MAX_PAGES = 20;
    private static final int MAX_DEPTH = 30;

    private final RestCalls calls;
    private final RestFaults faults;
    private final Map<String, Optional<Found>> known = new HashMap<>();

    FolderSearch(RestCalls calls, RestFaults faults) {
        this.calls = calls;
        this.faults = faults;
    }

    /**
     * A folder that is meant.
     *
     * @param path from the top, as far as the account sees it
     */
    public record Match(String id, String path) {}

    private record Found(String id, String name, @Nullable String parent) {
        static Optional<Found> of(JsonNode folder) {
            String id = PanoptoResponse.text(folder, "Id");
            String name = PanoptoResponse.text(folder, "Name");
            return id == null || name == null
                    ? Optional.empty()
                    : Optional.of(
                            new Found(
                                    id,
                                    name,
                                    PanoptoResponse.text(folder.path("ParentFolder"), "Id")));
        }
    }

    /**
     * The folders that are meant by a name or a path.
     *
     * @throws Fault when they cannot be searched
     */
    public List<Match> find(String nameOrPath) {
        String wanted = folded(nameOrPath);
        Map<String, Found> candidates = new LinkedHashMap<>(search(nameOrPath));
        int slash = wanted.lastIndexOf('/');
        if (slash >= 0) {
            candidates.putAll(search(wanted.substring(slash + 1)));
        }
        List<Match> matches = new ArrayList<>();
        for (Found each : candidates.values()) {
            // Most are found by a word only, and their path need not be known.
            if (wanted.endsWith(folded(each.name))) {
                String path = path(each);
                if (isMeant(folded(path), wanted)) {
                    matches.add(new Match(each.id, path));
                }
            }
        }
        return matches;
    }

    private static boolean isMeant(String path, String wanted) {
        return wanted.startsWith("/") ? path.equals(wanted) : path.endsWith("/" + wanted);
    }

    private static String folded(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return lower.length() > 1 && lower.endsWith("/")
                ? lower.substring(0, lower.length() - 1)
                : lower;
    }

    private String path(Found folder) {
        String path = "/" + folder.name;
        Optional<Found> parent = parent(folder);
        for (int depth = 0; parent.isPresent() && depth < MAX_DEPTH; depth++) {
            path = "/" + parent.get().name + path;
            parent = parent(parent.get());
        }
        return path;
    }

    /** One that the account may not see ends the path. */
    private Optional<Found> parent(Found folder) {
        return folder.parent == null
                ? Optional.empty()
                : known.computeIfAbsent(folder.parent, this::folder);
    }

    private Optional<Found> folder(String id) {
        String activity = "looking at folder " + id;
        PanoptoResponse response = asked(FOLDERS + RestCalls.segment(id), activity);
        if (response.refused() || response.status() == 404) {
            return Optional.empty();
        }
        return Found.of(faults.object(response, activity));
    }

    private Map<String, Found> search(String words) {
        Map<String, Found> found = new LinkedHashMap<>();
        String activity = "searching for folders";
        boolean more = true;
        for (int page = 0; more && page < MAX_PAGES; page++) {
            String query = RestCalls.segment(words.strip());
            ObjectNode object =
                    faults.object(
                            asked(
                                    "%ssearch?searchQuery=%s&pageNumber=%d"
                                            .formatted(FOLDERS, query, page),
                                    activity),
                            activity);
            int before = found.size();
            object.path("Results")
                    .forEach(each ->
                            Found.of(each).ifPresent(folder -> found.put(folder.id, folder)));
            // A page that repeats what is known ends the list: pages may not be supported.
            more = found.size() > before;
        }
        return found;
    }

    private PanoptoResponse asked(String path, String activity) {
        return calls.repeated("get-folder", Call.get(path, activity));
    }
}
