package io.panoptoupload.worker.panopto;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The sessions of one folder as the API v1 lists them, newest first, from page 0 until a page is
 * empty. How long a page is is not documented.
 */
final class FolderListing {
    private static final int MAX_PAGES = 100;

    private final List<FolderSession> sessions = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private int pages;
    private boolean ended;

    /** The query for the page that is to be asked for next. */
    String query() {
        return "?sortField=CreatedDate&sortOrder=Desc&pageNumber=" + pages;
    }

    /**
     * Adds a page.
     *
     * @return false if it is none: without a list of sessions, each with its id, it must not pass
     *     for an empty folder
     */
    boolean add(PanoptoResponse page) {
        ObjectNode object = page.succeeded() ? page.object() : null;
        if (object == null
                || !(PanoptoResponse.field(object, "Results") instanceof ArrayNode results)) {
            return false;
        }
        // A page that repeats what is known ends the list, too: pages may not be supported.
        ended = true;
        for (JsonNode each : results) {
            String id = PanoptoResponse.text(each, "Id");
            if (id == null) {
                return false;
            }
            if (ids.add(id)) {
                String name = PanoptoResponse.text(each, "Name");
                sessions.add(new FolderSession(id, Objects.requireNonNullElse(name, "")));
                ended = false;
            }
        }
        pages++;
        return true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the folder has more sessions than are read. */
    boolean isTooLong() {
        return !ended && pages >= MAX_PAGES;
    }

    List<FolderSession> sessions() {
        return List.copyOf(sessions);
    }
}
