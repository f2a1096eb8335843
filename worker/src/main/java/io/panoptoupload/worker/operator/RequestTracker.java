package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What has become of certain requests, as far as events show. A repeated event is no news; a
 * rejection ends a request only if it is the one that was published here, or if nothing was ever
 * accepted under the id.
 */
final class RequestTracker {
    /** How a request stands. */
    private enum End {
        OPEN,
        COMPLETED,
        FAILED,
        REJECTED
    }

    private static final class Followed {
        private final @Nullable String ownRejection;
        private End end = End.OPEN;
        private Instant acceptedAt = Instant.MIN;
        private long sequence;

        Followed(@Nullable String ownRejection) {
            this.ownRejection = ownRejection;
        }
    }

    private final Map<String, Followed> requests = new LinkedHashMap<>();

    /** Follows a request that is published elsewhere. */
    void follow(String requestId) {
        requests.put(requestId, new Followed(null));
    }

    /** Follows a request that was published here, into this place of the request topic. */
    void follow(String requestId, int partition, long offset) {
        requests.put(
                requestId, new Followed(CloudEvents.idOfRejected(requestId, partition, offset)));
    }

    boolean follows(String requestId) {
        return requests.containsKey(requestId);
    }

    /**
     * Takes note of an event.
     *
     * @return whether it says something new
     */
    boolean isNews(OutcomeFeed.ReceivedEvent received) {
        @Nullable Followed request = requests.get(received.event().requestId());
        if (request == null) {
            return false;
        }
        return received.event() instanceof OutcomeEvent.Rejected
                ? rejected(request, received.ceId())
                : isNews(request, received.event());
    }

    private static boolean rejected(Followed request, String ceId) {
        boolean isOurs = request.ownRejection == null || request.ownRejection.equals(ceId);
        if (!isOurs || request.end == End.REJECTED) {
            return false;
        }
        if (request.ownRejection != null || request.sequence == 0) {
            request.end = End.REJECTED;
        }
        return true;
    }

    private static boolean isNews(Followed request, OutcomeEvent event) {
        EventHeader header = event.header();
        Instant acceptedAt = Objects.requireNonNullElse(header.acceptedAt(), Instant.MIN);
        long sequence = Objects.requireNonNullElse(header.sequence(), 0L);
        int order = acceptedAt.compareTo(request.acceptedAt);
        boolean oursWasRefused = request.end == End.REJECTED && request.ownRejection != null;
        if (oursWasRefused || order < 0 || (order == 0 && sequence <= request.sequence)) {
            return false;
        }
        request.acceptedAt = acceptedAt;
        request.sequence = sequence;
        request.end =
                switch (event) {
                    case OutcomeEvent.Completed _ -> End.COMPLETED;
                    case OutcomeEvent.Failed _, OutcomeEvent.Cancelled _ -> End.FAILED;
                    default -> End.OPEN;
                };
        return true;
    }

    /** Whether every request has come to an end. */
    boolean allEnded() {
        return requests.values().stream().noneMatch(request -> request.end == End.OPEN);
    }

    /** Those that have not come to an end. */
    List<String> open() {
        return requests.entrySet().stream()
                .filter(request -> request.getValue().end == End.OPEN)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What the process is to end with. */
    int exit() {
        Collection<Followed> all = requests.values();
        if (!all.isEmpty() && all.stream().allMatch(request -> request.end == End.REJECTED)) {
            return Exit.REJECTED;
        }
        return all.stream().anyMatch(r -> r.end == End.FAILED || r.end == End.REJECTED)
                ? Exit.FAILED
                : Exit.DONE;
    }
}
