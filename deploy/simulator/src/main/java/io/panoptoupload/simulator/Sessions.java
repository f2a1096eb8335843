package io.panoptoupload.simulator;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that uploads made, and what clients changed about them since. */
final class Sessions {
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id.toLowerCase(Locale.ROOT)));
    }

    /** How many sessions have a tag of that content. */
    long usageOf(String tag) {
        return sessions.values().stream()
                .filter(session ->
                        session.tags().stream().anyMatch(one -> one.content().equals(tag)))
                .count();
    }

    void put(Session session) {
        sessions.put(session.id(), session);
    }

    void remove(String id) {
        sessions.remove(id.toLowerCase(Locale.ROOT));
    }

    void clear() {
        sessions.clear();
    }
}
