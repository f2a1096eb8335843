package io.panoptoupload.worker.operator;

import static java.util.stream.Collectors.joining;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes what is put into a directory, and moves it by its outcome. It keeps nothing of its own:
 * after a restart every lecture that still lies there is published again under the same id and with
 * the same content, to which workers respond with how it stands, and upload nothing twice.
 */
final class FolderWatch {
    private final FolderScan scan;
    private final Settling settling;
    private final FolderRequests requests;
    private final FolderFiles files;
    private final History history;
    private final Output out;
    private final Map<String, Taken> taken = new LinkedHashMap<>();

    /**
     * By their first files, those that have ended and could not be moved: their requests are
     * published again for the same end, whatever lies there now.
     */
    private final Map<Path, Taken> unmoved = new HashMap<>();

    private boolean through;

    private record Taken(
            FolderScan.Seen seen, @Nullable FailedUpload failed, PreparedRequest request) {}

    /** Publishes requests, all of them or an exception. */
    interface Publishing {
        void publish(List<PreparedRequest> requests) throws InterruptedException;
    }

    /** What was published of a request before. */
    interface History {
        /** The last event of the job that was accepted under an id; empty if there is none. */
        Optional<OutcomeEvent> last(String requestId) throws InterruptedException;
    }

    FolderWatch(
            FolderScan scan,
            Settling settling,
            FolderRequests requests,
            FolderFiles files,
            History history,
            Output out) {
        this.scan = scan;
        this.settling = settling;
        this.requests = requests;
        this.files = files;
        this.history = history;
        this.out = out;
    }

    /**
     * Whether the last round succeeded, and what lay there at the first look had rested by then,
     * and is uploaded and moved.
     */
    boolean isThrough() {
        return through && !isWaiting() && unmoved.isEmpty();
    }

    /** Whether the outcome of something that lies there is still to come. */
    boolean isWaiting() {
        return !taken.isEmpty();
    }

    boolean follows(String requestId) {
        return taken.containsKey(requestId);
    }

    /** Looks through the directory once, and publishes what has come to rest. */
    void round(Instant now, Publishing publishing) throws IOException, InterruptedException {
        through = false;
        files.finishMoves();
        unmoved.keySet().removeIf(Files::notExists);
        List<FolderScan.Seen> rested = settling.atRest(scan.lectures(), now);
        Set<Path> known = new HashSet<>();
        taken.values().forEach(each -> known.add(first(each.seen())));
        List<FolderScan.Seen> fresh =
                rested.stream().filter(each -> !known.contains(first(each))).toList();
        if (!fresh.isEmpty()) {
            publish(fresh, now, publishing);
        }
        through = settling.isOver(now);
    }

    private void publish(List<FolderScan.Seen> fresh, Instant now, Publishing publishing)
            throws IOException, InterruptedException {
        Map<String, FailedUpload> failed = files.failed();
        List<PreparedRequest> ready = new ArrayList<>();
        Map<String, Taken> requested = new LinkedHashMap<>();
        for (FolderScan.Seen each : fresh) {
            @Nullable Taken ended = unmoved.get(first(each));
            if (ended != null) {
                ready.add(ended.request());
                requested.put(ended.request().requestId(), ended);
                continue;
            }
            @Nullable FailedUpload before = failed.get(each.fingerprint());
            switch (requests.request(each, before)) {
                case FolderRequests.Result.Fit(PreparedRequest request) -> {
                    ready.add(request);
                    requested.put(request.requestId(), new Taken(each, before, request));
                }
                case FolderRequests.Result.Unfit(String id, UploadError error) ->
                        moveToFailed(each, id, null, now, error);
            }
        }
        // Followed first: an outcome may come before the publishing has returned.
        taken.putAll(requested);
        publishing.publish(ready);
        for (Map.Entry<String, Taken> each : requested.entrySet()) {
            out.line("published " + each.getKey() + "  " + first(each.getValue().seen()));
            FailedUpload before = each.getValue().failed();
            if (before != null) {
                files.forget(before);
            }
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
                unmoved.put(first(lecture.seen()), lecture);
                taken.remove(event.requestId());
                moveToDone(lecture.seen(), completed);
                unmoved.remove(first(lecture.seen()));
                out.line("completed " + event.requestId() + "  " + completed.viewerUrl());
            }
            case OutcomeEvent.Rejected rejected -> {
                if (rejected.error().code() == ErrorCode.CONFLICTING_REQUEST) {
                    endAsBefore(event.requestId());
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
    private void endAsBefore(String requestId) throws IOException, InterruptedException {
        Optional<OutcomeEvent> last = history.last(requestId);
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
                && attempt <= Objects.requireNonNull(before.attempt());
    }

    private void onFailure(Taken lecture, OutcomeEvent event, UploadError error)
            throws IOException {
        unmoved.put(first(lecture.seen()), lecture);
        taken.remove(event.requestId());
        moveToFailed(
                lecture.seen(),
                event.requestId(),
                event.header().attempt(),
                event.header().occurredAt(),
                error);
        unmoved.remove(first(lecture.seen()));
    }

    /**
     * A transfer reads what lies there when it begins, and again what changes meanwhile. So a file
     * that has changed since it was taken is another lecture's only if its bytes were not uploaded.
     */
    private void moveToDone(FolderScan.Seen seen, OutcomeEvent.Completed event) throws IOException {
        Map<Path, FolderScan.Stamp> changed = files.changed(seen);
        List<Path> replaced = new ArrayList<>();
        for (Path file : seen.lecture().files().all()) {
            FolderScan.@Nullable Stamp now = changed.get(file);
            if (now != null && !FolderFiles.isAmong(event.files(), file, now.size())) {
                replaced.add(file);
            }
        }
        if (isReplaced(event.requestId(), replaced)) {
            return;
        }
        files.toDone(seen.with(changed));
        seen.lecture()
                .sidecar()
                .filter(changed::containsKey)
                .ifPresent(file ->
                        out.line(
                                "late %s  %s: changed since it was taken; the request has what it said then"
                                        .formatted(event.requestId(), file)));
    }

    private void moveToFailed(
            FolderScan.Seen seen,
            String id,
            @Nullable Integer attempt,
            Instant at,
            UploadError error)
            throws IOException {
        if (!isReplaced(id, files.changed(seen).keySet())) {
            files.toFailed(
                    seen, new FailedUpload(id, attempt, at.toString(), error, seen.fingerprint()));
        }
        out.line("failed " + id + "  " + EventText.error(error));
    }

    /** Such a lecture stays where it is, and the next rounds take it for another one. */
    private boolean isReplaced(String id, Collection<Path> replaced) {
        if (!replaced.isEmpty()) {
            out.line(
                    "replaced %s  %s: put there since it was taken; to be uploaded as another lecture"
                            .formatted(
                                    id,
                                    replaced.stream().map(Path::toString).collect(joining(", "))));
        }
        return !replaced.isEmpty();
    }

    private static Path first(FolderScan.Seen seen) {
        return seen.lecture().files().files().getFirst();
    }
}
