package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All uploads, by their id and by the GUID of their target. */
final class Uploads {
    private final Map<String, SimulatedUpload> byId = new ConcurrentHashMap<>();
    private final Map<String, SimulatedUpload> byTarget = new ConcurrentHashMap<>();
    private final Queue<SimulatedUpload> inOrder = new ConcurrentLinkedQueue<>();
    private final UploadLife.Timing timing;
    private final Sessions sessions;
    private final Set<Variant> variants;

    Uploads(UploadLife.Timing timing, Sessions sessions, Set<Variant> variants) {
        this.variants = variants;
        this.timing = timing;
        this.sessions = sessions;
    }

    SimulatedUpload open(Purpose purpose, String owner, String baseUri) {
        var origin = new SimulatedUpload.Origin(purpose, owner, baseUri, timing.clock().instant());
        var upload = new SimulatedUpload(origin, timing, sessions, variants);
        inOrder.add(upload);
        byId.put(upload.id(), upload);
        byTarget.put(upload.targetId(), upload);
        return upload;
    }

    Optional<SimulatedUpload> find(String id) {
        return Optional.ofNullable(byId.get(id.toLowerCase(Locale.ROOT)));
    }

    Optional<SimulatedUpload> findByTarget(String guid) {
        return Optional.ofNullable(byTarget.get(guid.toLowerCase(Locale.ROOT)));
    }

    Optional<SimulatedUpload> findEither(@Nullable String guid) {
        return guid == null ? Optional.empty() : find(guid).or(() -> findByTarget(guid));
    }

    /** Oldest first. */
    List<SimulatedUpload> all() {
        return List.copyOf(inOrder);
    }

    void clear() {
        List<SimulatedUpload> all = all();
        inOrder.clear();
        byId.clear();
        byTarget.clear();
        all.forEach(SimulatedUpload::deleteContents);
        sessions.clear();
    }
}
