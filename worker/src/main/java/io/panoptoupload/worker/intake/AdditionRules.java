package io.panoptoupload.worker.intake;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What cannot be said of a session that exists: Panopto takes a bare stream, as a primary or a
 * secondary video, and no manifest that could tell more.
 */
final class AdditionRules {
    private AdditionRules() {}

    /** One fault for each field that has to go. */
    static List<String> faults(UploadRequest request) {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("folderId", request.folderId() != null);
        given.put("title", request.title() != null);
        given.put("description", request.description() != null);
        given.put("recordedAt", request.recordedAt() != null);
        given.put("creator", request.creator() != null);
        given.put("tags", !request.tags().isEmpty());
        given.put("slides", !request.slides().isEmpty());
        given.put("images", !request.images().isEmpty());
        given.put("cuts", !request.cuts().isEmpty());
        given.put("thumbnail", request.thumbnail() != null);
        given.put("attachments", !request.attachments().isEmpty());
        for (int i = 0; i < request.streams().size(); i++) {
            Stream stream = request.streams().get(i);
            String name = "streams[" + i + "].";
            given.put(name + "title", stream.title() != null);
            given.put(name + "start", !stream.start().isZero());
            given.put(name + "chapters", !stream.chapters().isEmpty());
            given.put(name + "cuts", !stream.cuts().isEmpty());
            given.put(name + "captions", !stream.captions().isEmpty());
            given.put(name + "role audio", stream.role() == Role.AUDIO);
        }
        List<String> faults = new ArrayList<>();
        given.forEach((field, wanted) -> {
            if (wanted) {
                faults.add(field + ": not with addToSession, which adds bare videos to a session");
            }
        });
        return faults;
    }
}
