package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Publishes what is put into a directory, and moves it by its outcome. It keeps nothing of its own
 * but ids: after a restart every lecture that still lies there is published again under the same id
 * and with the same content, to which workers respond with how it stands, and upload nothing twice.
 */
final class FolderWatch {
    private final FolderScan scan;
    private final SettleTracker settling;
    private final FolderRequests requests;
    private final FolderFiles files;
    private final FolderIds ids;
    private final FolderEnds ends;
    private final History history;
    private final InstantSource clock;
    private final Output out;
    private final Map<String, Taken> taken = new LinkedHashMap<>();
    private final UnmovedLectures unmoved = new UnmovedLectures();

    private boolean through;

    /**
     * A lecture that is uploaded.
     *
     * @param failed the attempt that it goes on from; null if it had not failed
     * @param request null if it was published by an earlier process, and is none any more
     */
    record Taken(
            FolderScan.Seen seen,
            @Nullable FailedUpload failed,
            @Nullable PreparedRequest request) {}

    /** What is watched. */
    record Directory(FolderScan scan, FolderFiles files, FolderIds ids) {
        /**
         * @param notices as of {@link FolderScan}
         */
        static Directory of(Path root, JsonMapper json, Consumer<String> notices) {
            FolderScan scan = new FolderScan(root, notices);
            FolderReasons reasons = new FolderReasons(root, json, scan);
            return new Directory(scan, new FolderFiles(root, json), new FolderIds(root, reasons));
        }
    }

    /** Publishes requests, all of them or an exception. */
    interface Publishing {
        void publish(List<PreparedRequest> requests) throws InterruptedException;
    }

    /** What was published of a request before. */
    interface History {
        /** The last event of the job that was accepted under an id; empty if there is none. */
        Optional<OutcomeEvent> last(String requestId) throws InterruptedException;
    }

    /**
     * @param clock the time of day
     */
    FolderWatch(
            Directory directory,
            SettleTracker settling,
            FolderRequests requests,
            History history,
            InstantSource clock,
            Output out) {
        this.scan = directory.scan();
        this.files = directory.files();
        this.ids = directory.ids();
        this.settling = settling;
        this.requests = requests;
        this.ends = new FolderEnds(files, ids, out);
        this.history = history;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Whether the last round succeeded, and what lay there at the first look had rested by then,
     * and is uploaded and moved.
     */
    boolean isThrough() {
        return through && !isWaiting() && unmoved.areAway();
    }

    /** Whether the outcome of something that lies there is still to come. */
    boolean isWaiting() {
        return !taken.isEmpty();
    }

    boolean follows(String requestId) {
        return taken.containsKey(requestId);
    }

    /**
     * Looks through the directory once, and publishes what has come to rest.
     *
     * @param now by a clock that nobody sets
     * @throws KafkaException if it could not be published, all or some of it; the next round tries
     */
    void round(Instant now, Publishing publishing) throws IOException, InterruptedException {
        through = false;
        FolderMoves.Unfinished unfinished = files.finishMoves();
        unmoved.dropRemoved();
        List<FolderScan.Seen> rested = settling.atRest(scan.lectures(unfinished.files()), now);
        Set<Path> known = new HashSet<>();
        taken.values().forEach(each -> known.addAll(each.seen().media()));
        List<FolderScan.Seen> fresh =
                rested.stream()
                        .filter(each -> Collections.disjoint(each.media(), known))
                        .filter(each -> unfinished.files().isEmpty() || unmoved.of(each).isEmpty())
                        .toList();
        if (!fresh.isEmpty()) {
            publish(fresh, publishing);
        }
        unfinished.rethrow();
        through = settling.isOver(now);
    }

    private void publish(List<FolderScan.Seen> fresh, Publishing publishing)
            throws IOException, InterruptedException {
        List<PreparedRequest> ready = new ArrayList<>();
        Map<String, Taken> requested = new LinkedHashMap<>();
        List<FolderScan.Seen> others = new ArrayList<>();
        for (FolderScan.Seen each : fresh) {
            Optional<UnmovedLectures.Ended> ended = unmoved.of(each);
            if (ended.isEmpty()) {
                others.add(each);
            } else {
                PreparedRequest request = ended.get().request();
                ready.add(request);
                requested.put(request.requestId(), ended.get().lecture());
            }
        }
        Set<String> inUse = new HashSet<>(taken.keySet());
        inUse.addAll(unmoved.ids());
        Map<Path, FolderIds.Known> known = ids.of(others, inUse);
        for (FolderScan.Seen each : others) {
            FolderIds.Known id = requireNonNull(known.get(each.first()));
            switch (requests.request(each, id)) {
                case FolderRequests.Result.Valid(PreparedRequest request) -> {
                    note(each, request.requestId());
                    ready.add(request);
                    requested.put(request.requestId(), new Taken(each, id.failed(), request));
                }
                case FolderRequests.Result.Invalid(String requestId, UploadError error) ->
                        onInvalid(new Taken(each, id.failed(), null), requestId, error);
            }
        }
        // Followed first: an outcome may come before the publishing has returned.
        taken.putAll(requested);
        try {
            publishing.publish(ready);
        } catch (KafkaException e) {
            taken.keySet().removeAll(requested.keySet());
            throw e;
        }
        requested.forEach(
                (id, lecture) -> out.line("published " + id + "  " + lecture.seen().first()));
    }

    /** What a full share cannot keep is needed only if captions or a sidecar come late. */
    private void note(FolderScan.Seen seen, String id) {
        try {
            ids.note(seen, id);
        } catch (IOException e) {
            out.line(
                    "%s: its id cannot be noted (%s); published nevertheless"
                            .formatted(seen.first(), e.getMessage()));
        }
    }

    /** An earlier process may have published it before it became so: that one goes on. */
    private void onInvalid(Taken lecture, String id, UploadError error)
            throws IOException, InterruptedException {
        FolderScan.Seen seen = lecture.seen();
        @Nullable FailedUpload before = lecture.failed();
        Optional<OutcomeEvent> last =
                ids.isNoted(seen, id)
                        ? history.last(id).filter(event -> !isOld(event, lecture))
                        : Optional.empty();
        if (last.isPresent()) {
            taken.put(id, lecture);
            onEvent(last.get());
        } else {
            @Nullable Integer attempt = before == null ? null : before.attempt();
            String at = clock.instant().toString();
            ends.failed(seen, before, new FailedUpload(id, attempt, at, error, seen.fingerprint()));
        }
    }

    /** Moves a lecture if this is its end. */
    void onEvent(OutcomeEvent event) throws IOException, InterruptedException {
        Taken lecture = taken.get(event.requestId());
        if (lecture == null || !event.isFinal() || isOld(event, lecture)) {
            return;
        }
        switch (event) {
            case OutcomeEvent.Completed completed -> {
                unmoved.add(lecture);
                taken.remove(event.requestId());
                ends.completed(lecture.seen(), lecture.failed(), completed);
                unmoved.remove(lecture);
                out.line("completed " + event.requestId() + "  " + completed.viewerUrl());
            }
            case OutcomeEvent.Rejected rejected -> {
                if (rejected.error().code() == ErrorCode.CONFLICTING_REQUEST) {
                    endAsBefore(lecture, event.requestId());
                } else {
                    onFailure(lecture, event, rejected.error());
                }
            }
            case OutcomeEvent.Failed failed -> onFailure(lecture, event, failed.error());
            case OutcomeEvent.Cancelled cancelled -> onFailure(lecture, event, cancelled.error());
            default -> {}
        }
    }

    /**
     * It was accepted before with other content, say for another folder: that goes on, and the
     * worker may be reading the files.
     */
    private void endAsBefore(Taken lecture, String requestId)
            throws IOException, InterruptedException {
        // Published again by the next round if Kafka is away now.
        taken.remove(requestId);
        Optional<OutcomeEvent> last = history.last(requestId);
        taken.put(requestId, lecture);
        if (last.isPresent()) {
            onEvent(last.get());
        }
    }

    /** The end of the attempt that a retry goes on from is published again, too. */
    private static boolean isOld(OutcomeEvent event, Taken lecture) {
        FailedUpload before = lecture.failed();
        Integer attempt = event.header().attempt();
        return before != null
                && before.attempt() != null
                && attempt != null
                && attempt <= requireNonNull(before.attempt());
    }

    private void onFailure(Taken lecture, OutcomeEvent event, UploadError error)
            throws IOException {
        unmoved.add(lecture);
        taken.remove(event.requestId());
        FailedUpload reason =
                new FailedUpload(
                        event.requestId(),
                        event.header().attempt(),
                        event.header().occurredAt().toString(),
                        error,
                        lecture.seen().fingerprint());
        ends.failed(lecture.seen(), lecture.failed(), reason);
        unmoved.remove(lecture);
    }
}
