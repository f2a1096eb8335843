package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.FolderSession;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.StreamType;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.JsonNodeFactory;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Panopto that processes what is finalised within minutes, but does not always say the truth
 * about it. What counts is what it did: which uploads became sessions.
 */
final class UntruthfulPanopto implements SessionUploads {
    static final String TITLE = "Algorithms, week 12";
    private static final Duration QUEUE = Duration.ofMinutes(1);
    private static final Duration PROCESSING = Duration.ofMinutes(10);

    /** What the next checks get instead of the truth; empty for no such upload. */
    final Deque<Optional<UploadState>> lies = new ArrayDeque<>();

    /** The responses to the next PUTs. */
    final Deque<Refusal> refusals = new ArrayDeque<>();

    /** What each listing of a folder meets; null for none. */
    @Nullable RuntimeException notListed;

    /** What each removal of an upload meets; null for none. */
    @Nullable RuntimeException notRemoved;

    /** How often a session is shown with another access than was set. */
    int wrongAccess;

    /** Checks since the last lie. */
    int truths = 1;

    private final Map<String, Known> uploads = new LinkedHashMap<>();
    private final InstantSource clock;

    UntruthfulPanopto(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A PUT whose response says that it failed.
     *
     * @param effectAfter when it has its effect nevertheless; empty for never
     */
    record Refusal(RuntimeException fault, Optional<Duration> effectAfter) {
        static Refusal inDoubt(Optional<Duration> effectAfter) {
            return new Refusal(
                    new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "responded with 404", null),
                    effectAfter);
        }

        static Refusal permanent(Optional<Duration> effectAfter) {
            return new Refusal(
                    new PermanentFault(ErrorCode.PANOPTO_REJECTED, "responded with 400"),
                    effectAfter);
        }
    }

    private static final class Known {
        private final String id;
        private final @Nullable String stream;
        private @Nullable Instant finalisedAt;
        private @Nullable UploadState ended;

        Known(String id, @Nullable String stream) {
            this.id = id;
            this.stream = stream;
        }

        UploadState state(Instant now) {
            Instant since = finalisedAt;
            if (ended != null) {
                return ended;
            } else if (since == null || now.isBefore(since)) {
                return UploadState.UPLOADING;
            } else if (now.isBefore(since.plus(QUEUE))) {
                return UploadState.UPLOAD_COMPLETE;
            }
            return now.isBefore(since.plus(PROCESSING))
                    ? UploadState.PROCESSING
                    : UploadState.COMPLETE;
        }

        /** The earliest PUT counts, and one that arrives after the end has no effect. */
        void finalise(Instant when) {
            if (finalisedAt == null || when.isBefore(finalisedAt)) {
                finalisedAt = when;
            }
        }

        boolean isPublished() {
            return finalisedAt != null && ended == null;
        }
    }

    /** The uploads that have become sessions, or streams of one, or are about to. */
    List<String> published() {
        return uploads.values().stream().filter(Known::isPublished).map(k -> k.id).toList();
    }

    int uploads() {
        return uploads.size();
    }

    /** Panopto reaps the latest upload. */
    void reap() {
        uploads.values().stream().reduce((_, last) -> last).orElseThrow().ended =
                UploadState.DELETED;
    }

    @Override
    public SessionUploads ofAddedStreams() {
        return this;
    }

    @Override
    public UploadSession createUpload(String folderId) {
        return opened(null);
    }

    @Override
    public UploadSession addStream(String sessionId, StreamType type) {
        return opened(sessionId);
    }

    private UploadSession opened(@Nullable String stream) {
        Known known = new Known("upload-" + (uploads.size() + 1), stream);
        uploads.put(known.id, known);
        return shown(known, UploadState.UPLOADING);
    }

    @Override
    public Optional<UploadSession> getUpload(String id) {
        Known known = known(id);
        Optional<UploadState> lie = lies.poll();
        truths = lie == null ? truths + 1 : 0;
        return lie == null ? Optional.of(shown(known)) : lie.map(state -> shown(known, state));
    }

    @Override
    public UploadSession finalise(UploadSession whole) {
        Known known = known(whole.id());
        Refusal refusal = refusals.poll();
        if (refusal != null) {
            refusal.effectAfter.map(clock.instant()::plus).ifPresent(known::finalise);
            throw refusal.fault;
        }
        if (known.ended != null) {
            throw new PermanentFault(ErrorCode.PANOPTO_REJECTED, "The upload has ended.");
        }
        known.finalise(clock.instant());
        return shown(known);
    }

    @Override
    public Optional<UploadSession> cancelUpload(String id) {
        if (notRemoved != null) {
            throw notRemoved;
        }
        Known known = known(id);
        if (known.ended == null && known.state(clock.instant()) != UploadState.COMPLETE) {
            known.ended = UploadState.UPLOAD_CANCELLED;
        }
        return Optional.of(shown(known));
    }

    @Override
    public List<FolderSession> sessionsIn(String folderId) {
        if (notListed != null) {
            throw notListed;
        }
        List<FolderSession> sessions = new ArrayList<>();
        for (Known known : uploads.values()) {
            if (known.isPublished() && known.stream == null) {
                sessions.add(new FolderSession("session-of-" + known.id, TITLE));
            }
        }
        return sessions;
    }

    @Override
    public SessionDetails details(String sessionId) {
        return SessionDetails.NONE;
    }

    @Override
    public void setAccess(String sessionId, Access access) {
        if (wrongAccess > 0) {
            wrongAccess--;
            throw new TransientFault(
                    ErrorCode.PANOPTO_REJECTED, sessionId + " is shown as Restricted", null);
        }
    }

    @Override
    public void deleteSession(String sessionId) {
        throw new AssertionError("nothing has failed to process");
    }

    private Known known(String id) {
        return Optional.ofNullable(uploads.get(id)).orElseThrow();
    }

    private UploadSession shown(Known known) {
        return shown(known, known.state(clock.instant()));
    }

    private static UploadSession shown(Known known, UploadState state) {
        boolean begun = state == UploadState.PROCESSING || state == UploadState.COMPLETE;
        return new UploadSession(
                known.id,
                "folder",
                begun ? "session-of-" + known.id : null,
                URI.create("https://uni.example/Panopto/Upload/2b0ee1ed"),
                state,
                null,
                JsonNodeFactory.instance.objectNode());
    }
}
