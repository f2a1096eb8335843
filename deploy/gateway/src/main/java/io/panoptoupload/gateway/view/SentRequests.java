package io.panoptoupload.gateway.view;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Requests that no worker has taken in yet, the oldest first. To be used under a lock. */
final class SentRequests {
    private final Map<String, Sent> byId = new LinkedHashMap<>();

    /**
     * A request.
     *
     * @param before what was shown until it was sent
     * @param senders from whom Kafka has it, or may get it
     */
    record Sent(UploadEntry entry, @Nullable UploadEntry before, int senders) {
        private Sent with(int more) {
            return new Sent(entry, before, senders + more);
        }
    }

    int size() {
        return byId.size();
    }

    Optional<UploadEntry> oldest() {
        return byId.values().stream().findFirst().map(Sent::entry);
    }

    void add(UploadEntry request, @Nullable UploadEntry before) {
        byId.put(request.requestId(), new Sent(request, before, 1));
    }

    void remove(String requestId) {
        byId.remove(requestId);
    }

    /** What was shown of an upload until the request that waits was sent. */
    Optional<UploadEntry> before(String requestId) {
        return Optional.ofNullable(byId.get(requestId)).map(Sent::before);
    }

    /** Another sender of the same content; empty if there is no such request yet. */
    Optional<UploadEntry> join(UploadEntry request) {
        return Optional.ofNullable(
                        byId.computeIfPresent(
                                request.requestId(),
                                (_, sent) -> isSame(sent.entry(), request) ? sent.with(1) : sent))
                .map(Sent::entry)
                .filter(entry -> isSame(entry, request));
    }

    private static boolean isSame(UploadEntry one, UploadEntry other) {
        return Objects.equals(one.digest(), other.digest());
    }

    /**
     * One sender less, who did not get it through; the request if that was the last, which is still
     * to be removed.
     */
    Optional<Sent> leave(UploadEntry request) {
        @Nullable Sent sent = byId.get(request.requestId());
        if (sent == null || !sent.entry().at().equals(request.at())) {
            return Optional.empty();
        }
        if (sent.senders() > 1) {
            byId.put(request.requestId(), sent.with(-1));
            return Optional.empty();
        }
        return Optional.of(sent);
    }
}
