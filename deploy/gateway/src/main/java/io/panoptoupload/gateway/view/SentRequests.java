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
     * @param confirmed whether Kafka has it
     */
    record Sent(UploadEntry entry, @Nullable UploadEntry before, int senders, boolean confirmed) {
        private Sent with(int more) {
            return new Sent(entry, before, senders + more, confirmed);
        }
    }

    int size() {
        return byId.size();
    }

    Optional<UploadEntry> oldest() {
        return byId.values().stream().findFirst().map(Sent::entry);
    }

    void add(UploadEntry request, @Nullable UploadEntry before) {
        byId.put(request.requestId(), new Sent(request, before, 1, false));
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
        Optional<Sent> sent = find(request);
        if (sent.filter(others -> others.senders() > 1).isPresent()) {
            byId.put(request.requestId(), sent.get().with(-1));
            return Optional.empty();
        }
        return sent;
    }

    void confirm(UploadEntry request) {
        find(request)
                .ifPresent(sent ->
                        byId.put(
                                request.requestId(),
                                new Sent(sent.entry(), sent.before(), sent.senders(), true)));
    }

    /** Whether it is on its way, and nobody knows yet that Kafka has it. */
    boolean isUnconfirmed(String requestId) {
        @Nullable Sent sent = byId.get(requestId);
        return sent != null && !sent.confirmed();
    }

    private Optional<Sent> find(UploadEntry request) {
        return Optional.ofNullable(byId.get(request.requestId()))
                .filter(sent -> sent.entry().at().equals(request.at()));
    }
}
