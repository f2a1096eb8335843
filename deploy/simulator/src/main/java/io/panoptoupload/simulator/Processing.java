package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of an upload that the client is done with: a session, one more stream, or an error.
 */
final class Processing {
    private final Sessions sessions;
    private final ManifestValidator validator;

    Processing(Sessions sessions, ManifestValidator validator) {
        this.sessions = sessions;
        this.validator = validator;
    }

    /**
     * How it ends.
     *
     * @param error what Panopto says of it; null when all is well
     * @param manifest its text, if there was one
     */
    record Outcome(@Nullable String error, @Nullable String sessionId, @Nullable String manifest) {}

    /** Opens the session, if there is to be one. */
    Outcome of(SimulatedUpload.Origin origin, UploadFiles files) {
        try {
            return switch (origin.purpose()) {
                case Purpose.NewSession(String folderId) -> newSession(folderId, origin, files);
                case Purpose.AddedStream stream ->
                        new Outcome(
                                files.finished().size() == 1
                                        ? null
                                        : "A stream is exactly one file.",
                                stream.sessionId(),
                                null);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome newSession(String folderId, SimulatedUpload.Origin origin, UploadFiles files)
            throws IOException {
        List<StoredFile> manifests = files.manifests();
        if (manifests.isEmpty()) {
            return new Outcome("No manifest was uploaded.", null, null);
        }
        if (manifests.size() > 1) {
            // Files come in any order, and a manifest has any name.
            return new Outcome("Each of several .xml files may be the manifest.", null, null);
        }
        byte[] document = manifests.getFirst().contents().read();
        String text = new String(document, StandardCharsets.UTF_8);
        return switch (validator.validate(document, files::find)) {
            case Verdict.Rejected(String reason) -> new Outcome(reason, null, text);
            case Verdict.Accepted(ManifestContents manifest) ->
                    new Outcome(null, open(manifest, folderId, origin, files), text);
        };
    }

    private String open(
            ManifestContents manifest,
            String folderId,
            SimulatedUpload.Origin origin,
            UploadFiles files)
            throws IOException {
        Instant startTime = Objects.requireNonNullElse(manifest.date(), origin.createdAt());
        var session =
                Session.of(
                                new Session.Origin(
                                        origin.owner(), startTime, measured(manifest, files)),
                                folderId,
                                manifest.title(),
                                manifest.description())
                        .withTags(
                                manifest.tags().stream()
                                        .distinct()
                                        .map(tag ->
                                                Session.Tag.of(
                                                        tag, origin.owner(), origin.createdAt()))
                                        .toList());
        sessions.put(session);
        return session.id();
    }

    /** To the end of the last video; null where no video says how long it is. */
    private static @Nullable Duration measured(ManifestContents manifest, UploadFiles files)
            throws IOException {
        Duration end = null;
        for (ManifestContents.Video video : manifest.videos()) {
            Optional<Path> kept = files.find(video.file()).flatMap(file -> file.contents().file());
            Optional<Duration> length =
                    kept.isEmpty() ? Optional.empty() : Mp4.duration(kept.get());
            if (length.isPresent()) {
                Duration ends = video.start().plus(length.get());
                end = end == null || ends.compareTo(end) > 0 ? ends : end;
            }
        }
        return end;
    }
}
