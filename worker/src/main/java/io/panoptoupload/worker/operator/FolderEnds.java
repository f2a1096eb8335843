package io.panoptoupload.worker.operator;

import static java.util.stream.Collectors.joining;

import io.panoptoupload.messages.OutcomeEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What becomes of the files of a lecture that has ended. */
final class FolderEnds {
    private final FolderFiles files;
    private final FolderIds ids;
    private final Output out;

    FolderEnds(FolderFiles files, FolderIds ids, Output out) {
        this.files = files;
        this.ids = ids;
        this.out = out;
    }

    /**
     * A transfer reads what lies there when it begins, and again what changes meanwhile. So a file
     * that has changed since it was taken is another lecture's only if its bytes were not uploaded.
     *
     * @param before the attempt that it went on from; null if it had not failed
     */
    void completed(
            FolderScan.Seen seen, @Nullable FailedUpload before, OutcomeEvent.Completed event)
            throws IOException {
        Map<Path, FolderScan.Stamp> changed = files.changed(seen);
        List<Path> replaced = new ArrayList<>();
        for (Path file : seen.lecture().files().all()) {
            FolderScan.@Nullable Stamp now = changed.get(file);
            if (now != null && !FolderFiles.isAmong(event.files(), file, now.size())) {
                replaced.add(file);
            }
        }
        List<Path> leftOver = ids.leftOver(seen, before);
        if (isReplaced(event.requestId(), replaced)) {
            files.remove(leftOver);
            return;
        }
        FolderScan.Seen now = seen.with(changed);
        FolderScan.Seen whole = files.withLate(now);
        files.toDone(whole, leftOver);
        List<Path> came = new ArrayList<>(whole.stamps().keySet());
        came.removeAll(now.stamps().keySet());
        if (!came.isEmpty()) {
            say(
                    "late",
                    event.requestId(),
                    came,
                    "put there since it was taken; not in that upload");
        }
        seen.lecture()
                .sidecar()
                .filter(changed::containsKey)
                .ifPresent(file ->
                        say(
                                "late",
                                event.requestId(),
                                List.of(file),
                                "changed since it was taken; the request has what it said then"));
    }

    /**
     * With the reason beside it.
     *
     * @param before as of {@link #completed}
     */
    void failed(FolderScan.Seen seen, @Nullable FailedUpload before, FailedUpload reason)
            throws IOException {
        List<Path> leftOver = ids.leftOver(seen, before);
        if (isReplaced(reason.requestId(), files.changed(seen).keySet())) {
            files.remove(leftOver);
        } else {
            FolderScan.Seen whole = files.withLate(seen);
            files.toFailed(whole, reason.withFingerprint(whole.fingerprint()), leftOver);
        }
        out.line("failed " + reason.requestId() + "  " + EventText.error(reason.error()));
    }

    /** Such a lecture stays where it is, and the next rounds take it for another one. */
    private boolean isReplaced(String id, Collection<Path> replaced) {
        if (!replaced.isEmpty()) {
            say(
                    "replaced",
                    id,
                    replaced,
                    "put there since it was taken; to be uploaded as another lecture");
        }
        return !replaced.isEmpty();
    }

    private void say(String what, String id, Collection<Path> which, String why) {
        String named = which.stream().map(Path::toString).collect(joining(", "));
        out.line("%s %s  %s: %s".formatted(what, id, named, why));
    }
}
