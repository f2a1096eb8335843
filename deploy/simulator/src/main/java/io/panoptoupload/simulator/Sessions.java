package io.panoptoupload.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The sessions that uploads made, and what clients changed about them since. */
final class Sessions {
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    synchronized Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id.toLowerCase(Locale.ROOT)));
    }

    /** How many sessions have a tag of that content. */
    synchronized long usageOf(String tag) {
        return sessions.values().stream()
                .filter(session ->
                        session.tags().stream().anyMatch(one -> one.content().equals(tag)))
                .count();
    }

    /** What lies in a folder, in the order of creation. */
    synchronized List<Session> inFolder(String folderId) {
        return sessions.values().stream()
                .filter(session -> session.folderId().equalsIgnoreCase(folderId))
                .toList();
    }

    synchronized void put(Session session) {
        sessions.put(session.id(), session);
    }

    synchronized void remove(String id) {
        sessions.remove(id.toLowerCase(Locale.ROOT));
    }

    synchronized void clear() {
        sessions.clear();
    }
}
