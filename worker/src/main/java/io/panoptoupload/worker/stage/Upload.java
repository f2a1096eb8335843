package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Access;
import io.panoptoupload.worker.panopto.SessionUploads;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is recorded of an upload at Panopto. Its UploadTarget is a secret and is not: asking for the
 * upload by its id returns it.
 *
 * @param id Panopto's {@code ID} of the upload; not the session's
 * @param files in the order of the recording's files; those not begun yet are missing at the end
 * @param panoptoState the last {@code State} that was reported, for reporting only its changes
 * @param panoptoMessage the last {@code Message} that was reported
 * @param finalised whether the upload was finalised at Panopto, and that was reported
 * @param addedTo the session that gets this upload as one more stream; null for a session of its
 *     own
 * @param matcher by what its session is recognised; null for a stream, and in records of earlier
 *     versions
 * @param endChecks the latest checks, if they found that the upload has ended; null when they found
 *     it as it should be
 * @param chunked whether its files are recorded in chunks of their own while they are transferred,
 *     because they are many; null for no, and for an upload of which an earlier version recorded
 *     anything
 * @param access who may watch its session, as the request said that it was created for; null for an
 *     upload of which an earlier version recorded anything
 */
public record Upload(
        String id,
        List<UploadFile> files,
        int panoptoState,
        @Nullable String panoptoMessage,
        boolean finalised,
        @Nullable String addedTo,
        @Nullable SessionMatcher matcher,
        @Nullable EndChecks endChecks,
        @Nullable Boolean chunked,
        @Nullable Access access) {
    /** So many files are recorded with the upload itself, whatever becomes of them. */
    private static final int MAX_UNCHUNKED = 8;

    public Upload {
        files = List.copyOf(files);
    }

    /** One that becomes a session of its own, with that title and so many files. */
    public static Upload created(String id, String title, int files) {
        Boolean chunked = files > MAX_UNCHUNKED ? true : null;
        return new Upload(
                id, List.of(), 0, null, false, null, SessionMatcher.of(title), null, chunked, null);
    }

    /** One more stream of a session that exists. */
    public static Upload ofStream(String id, String sessionId) {
        return new Upload(id, List.of(), 0, null, false, sessionId, null, null, null, null);
    }

    /** Whether Panopto knows it as a stream that is added: one file, and no manifest. */
    public boolean addsStream() {
        return addedTo != null;
    }

    /** Whether its files have records of their own while they are transferred. */
    public boolean usesChunks() {
        return Boolean.TRUE.equals(chunked);
    }

    /** Panopto, as it is to be asked about this upload. */
    SessionUploads at(SessionUploads panopto) {
        return addsStream() ? panopto.ofAddedStreams() : panopto;
    }

    public Optional<UploadFile> file(int index) {
        return index < files.size() ? Optional.of(files.get(index)) : Optional.empty();
    }

    /** With the file at an index replaced, or added as the next one. */
    public Upload with(int index, UploadFile file) {
        List<UploadFile> changed = new ArrayList<>(files);
        if (index == changed.size()) {
            changed.add(file);
        } else {
            changed.set(index, file);
        }
        return withFiles(changed);
    }

    /** With these files instead. */
    public Upload withFiles(List<UploadFile> others) {
        return new Upload(
                id,
                others,
                panoptoState,
                panoptoMessage,
                finalised,
                addedTo,
                matcher,
                endChecks,
                chunked,
                access);
    }

    /** With who may watch its session. */
    Upload with(Access wanted) {
        return new Upload(
                id,
                files,
                panoptoState,
                panoptoMessage,
                finalised,
                addedTo,
                matcher,
                endChecks,
                chunked,
                wanted);
    }

    /** As a check has shown it: not ended. */
    Upload seen(int state, @Nullable String message, @Nullable String sessionId) {
        SessionMatcher known =
                matcher == null || sessionId == null ? matcher : matcher.withSession(sessionId);
        return new Upload(
                id, files, state, message, finalised, addedTo, known, null, chunked, access);
    }

    public Upload asFinalised() {
        return new Upload(
                id,
                files,
                panoptoState,
                panoptoMessage,
                true,
                addedTo,
                matcher,
                endChecks,
                chunked,
                access);
    }

    Upload with(@Nullable EndChecks checks) {
        return new Upload(
                id,
                files,
                panoptoState,
                panoptoMessage,
                finalised,
                addedTo,
                matcher,
                checks,
                chunked,
                access);
    }

    EndChecks endChecksOrNone() {
        return Objects.requireNonNullElse(endChecks, EndChecks.NONE);
    }

    /**
     * Whether the latest checks found it finalised by somebody else, which may not be certain yet.
     */
    public boolean wasFoundFinalised() {
        return endChecksOrNone().finalised() > 0;
    }

    /** Whether any part of it may be confirmed. */
    boolean isBegun() {
        return files.stream().anyMatch(file -> file.isTransferred() || file.multipartId() != null);
    }

    /** Bytes of the files that are at Panopto in full. */
    public long bytesTransferred() {
        return files.stream().filter(UploadFile::isTransferred).mapToLong(UploadFile::size).sum();
    }
}
