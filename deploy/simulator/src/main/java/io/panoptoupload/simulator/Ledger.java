package io.panoptoupload.simulator;

import io.panoptoupload.simulator.Session.Permission;
import io.panoptoupload.simulator.Session.Tag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What arrived: the simulator's own record, against which a client's claims can be held. */
public final class Ledger {
    private final Uploads uploads;
    private final Sessions sessions;

    Ledger(Uploads uploads, Sessions sessions) {
        this.uploads = uploads;
        this.sessions = sessions;
    }

    /**
     * One upload.
     *
     * @param state Panopto's number, 0 to 8
     * @param finalised how often PUT State 1 was accepted
     * @param files the completed objects, the manifest among them
     * @param unfinished objects of which parts are here, but no completion
     * @param manifest the manifest's text as it was judged
     * @param bytesReceived in complete parts, repeated ones counted each time
     * @param session what became of it, null before processing and after removal
     */
    public record Upload(
            String id,
            @Nullable String folderId,
            int state,
            int finalised,
            @Nullable String sessionId,
            List<File> files,
            @Nullable String manifest,
            @Nullable String message,
            List<Unfinished> unfinished,
            long bytesReceived,
            Map<Operation, Long> requests,
            String createdAt,
            @Nullable Session session) {}

    /**
     * One completed object.
     *
     * @param crc32 8 lower-case hex digits
     * @param repeatedParts how many UploadPart calls carried a part that was already there
     */
    public record File(String name, long sizeBytes, String crc32, int parts, int repeatedParts) {}

    /** An object that is still open. */
    public record Unfinished(String name, int parts, long sizeBytes, int repeatedParts) {}

    /**
     * A session as clients left it.
     *
     * @param access null where it is inherited
     * @param permissions each as {@code role:principal}
     */
    public record Session(
            String name,
            @Nullable String description,
            String folderId,
            @Nullable AccessLevel access,
            List<String> tags,
            List<String> permissions) {}

    /** Every upload, oldest first. */
    public List<Upload> uploads() {
        return uploads.all().stream().map(this::entry).toList();
    }

    /** Forgets every upload and session. */
    public void clear() {
        uploads.clear();
    }

    private Upload entry(SimulatedUpload upload) {
        SimulatedUpload.Snapshot now = upload.snapshot();
        Instant createdAt = upload.origin().createdAt();
        String folderId =
                upload.origin().purpose() instanceof Purpose.NewSession(String folder)
                        ? folder
                        : null;
        return upload.read(files ->
                new Upload(
                        upload.id(),
                        folderId,
                        now.state().code(),
                        now.finalised(),
                        now.sessionId(),
                        finished(files),
                        now.manifest(),
                        now.message(),
                        unfinished(files),
                        files.bytesReceived(),
                        upload.requests().snapshot(),
                        createdAt.toString(),
                        session(now.sessionId())));
    }

    private static List<File> finished(UploadFiles files) {
        return files.finished().stream()
                .map(file ->
                        new File(
                                file.name(),
                                file.size(),
                                file.crc32Hex(),
                                file.parts(),
                                files.repeatedParts(file.name())))
                .toList();
    }

    private static List<Unfinished> unfinished(UploadFiles files) {
        return files.unfinished().stream()
                .map(open ->
                        new Unfinished(
                                open.name(),
                                open.parts().size(),
                                open.parts().stream().mapToLong(StoredPart::size).sum(),
                                files.repeatedParts(open.name())))
                .toList();
    }

    private @Nullable Session session(@Nullable String id) {
        return id == null
                ? null
                : sessions.find(id)
                        .map(found ->
                                new Session(
                                        found.name(),
                                        found.description(),
                                        found.folderId(),
                                        found.access(),
                                        found.tags().stream().map(Tag::content).toList(),
                                        found.permissions().stream()
                                                .map(Ledger::permission)
                                                .toList()))
                        .orElse(null);
    }

    private static String permission(Permission granted) {
        String role = granted.roleType() == null ? granted.roleId() : granted.roleType();
        return role + ":" + granted.principalId();
    }
}
