package io.panoptoupload.worker.request;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;

/**
 * What cannot be said of a session that exists: Panopto takes a bare stream, as a primary or a
 * secondary video, and no manifest that could tell more.
 */
final class AdditionRules {
    private AdditionRules() {}

    /** Adds a fault for each field that has to go. */
    static void check(UploadRequest request, Faults faults) {
        Refusal refusal = new Refusal("", faults);
        refusal.of("folderId", request.folderId() != null);
        refusal.of("title", request.title() != null);
        refusal.of("description", request.description() != null);
        refusal.of("recordedAt", request.recordedAt() != null);
        refusal.of("creator", request.creator() != null);
        refusal.of("tags", !request.tags().isEmpty());
        refusal.of("slides", !request.slides().isEmpty());
        refusal.of("images", !request.images().isEmpty());
        refusal.of("cuts", !request.cuts().isEmpty());
        refusal.of("thumbnail", request.thumbnail() != null);
        refusal.of("attachments", !request.attachments().isEmpty());
        for (int i = 0; i < request.streams().size(); i++) {
            check(request.streams().get(i), new Refusal("streams[" + i + "].", faults));
        }
    }

    private static void check(Stream stream, Refusal refusal) {
        refusal.of("title", stream.title() != null);
        refusal.of("start", !stream.start().isZero());
        refusal.of("chapters", !stream.chapters().isEmpty());
        refusal.of("cuts", !stream.cuts().isEmpty());
        refusal.of("captions", !stream.captions().isEmpty());
        refusal.of("role audio", stream.role() == Role.AUDIO);
    }

    private record Refusal(String parent, Faults faults) {
        void of(String field, boolean given) {
            if (given) {
                faults.add(() ->
                        parent
                                + field
                                + ": not with addToSession, which adds bare videos to a session");
            }
        }
    }
}
