package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.request.RequestCheck;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The request of a lecture in a watched directory: what its sidecar says, then the {@code
 * defaults.json} of its directory and of those above it, then the command line.
 */
final class FolderRequests {
    static final String DEFAULTS = "defaults.json";

    private final Path root;
    private final JsonMapper json;
    private final ObjectNode content;
    private final RequestCheck check = new RequestCheck();

    /**
     * @param content what the command line says, in the shape of a request
     */
    FolderRequests(Path root, JsonMapper json, ObjectNode content) {
        this.root = root;
        this.json = RequestBatch.exact(json);
        this.content = content;
    }

    /** A request, or why there can be none. */
    sealed interface Result {
        record Valid(PreparedRequest request) implements Result {}

        record Invalid(String requestId, UploadError error) implements Result {}
    }

    /**
     * The request of a lecture; the same as long as its files are.
     *
     * @param known its id, and the attempt that it goes on from
     */
    Result request(FolderScan.Seen seen, FolderIds.Known known) throws IOException {
        String id = known.id();
        @Nullable FailedUpload failed = known.failed();
        try {
            ObjectNode draft = draft(seen.lecture());
            draft.put("requestId", id);
            if (failed != null && failed.attempt() != null) {
                draft.put("command", "retry").put("afterAttempt", failed.attempt());
            }
            RequestBatch batch =
                    new RequestBatch(json, check, new RequestDefaults(json.createObjectNode()));
            batch.add(seen.lecture().name(), draft, seen.lecture().files());
            return new Result.Valid(batch.allOrNothing().getFirst());
        } catch (CommandFault e) {
            UploadError error =
                    new UploadError(
                            ErrorCode.INVALID_REQUEST, String.join(" ", e.lines()), false, null);
            return new Result.Invalid(id, error);
        }
    }

    private ObjectNode draft(Lecture lecture) throws IOException {
        ObjectNode draft = json.createObjectNode();
        if (lecture.sidecar().isPresent()) {
            Path sidecar = lecture.sidecar().get();
            draft = LectureRequests.read(sidecar, json);
            if (draft.hasNonNull("requestId") || draft.hasNonNull("command")) {
                throw CommandFault.rejected(
                        List.of(sidecar + ": requestId and command do not belong in a sidecar"));
            }
        }
        for (Path defaults : defaults(lecture)) {
            new RequestDefaults(LectureRequests.read(defaults, json)).complete(draft);
        }
        new RequestDefaults(content).complete(draft);
        if (!draft.hasNonNull("title") && !draft.hasNonNull("addToSession")) {
            draft.put("title", lecture.name());
        }
        return draft;
    }

    /** The nearest first. */
    private List<Path> defaults(Lecture lecture) {
        List<Path> files = new ArrayList<>();
        Path directory = root;
        files.add(directory.resolve(DEFAULTS));
        Path first = root.relativize(lecture.files().files().getFirst());
        for (int i = 0; i < first.getNameCount() - 1; i++) {
            directory = directory.resolve(first.getName(i));
            files.add(directory.resolve(DEFAULTS));
        }
        Collections.reverse(files);
        return files.stream().filter(Files::isRegularFile).toList();
    }
}
