package io.panoptoupload.simulator;

import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The files of one upload, finished and unfinished. The caller holds the upload's lock. */
final class UploadFiles {
    private final Map<String, Multipart> open = new HashMap<>();
    private final Map<String, StoredFile> finished = new LinkedHashMap<>();
    private final Map<String, PartCount> counts = new HashMap<>();
    private long bytesReceived;

    private static final class PartCount {
        private final BitSet seen = new BitSet();
        private int repeated;
    }

    String begin(String name) {
        String id = UUID.randomUUID().toString().replace("-", "");
        open.put(id, new Multipart(name));
        return id;
    }

    Multipart multipart(String id, String name) {
        Multipart found = open.get(id);
        if (found == null || !found.name().equals(name)) {
            throw S3Errors.refusal(404, "NoSuchUpload", "The multipart upload does not exist.");
        }
        return found;
    }

    /** Puts a part in place; the part that it replaces is returned. */
    List<StoredPart> put(String id, String name, StoredPart part) {
        List<StoredPart> replaced = multipart(id, name).put(part);
        count(name, part);
        return replaced;
    }

    /** Ends a multipart upload, if the list and the parts are as they must be. */
    List<StoredPart> close(String id, String name, List<Multipart.Named> named, long maxPart) {
        List<StoredPart> parts = multipart(id, name).complete(named, maxPart);
        open.remove(id);
        return parts;
    }

    /** Returns how many parts of that name came more than once. */
    int count(String name, StoredPart part) {
        PartCount count = counts.computeIfAbsent(name, key -> new PartCount());
        if (count.seen.get(part.number())) {
            count.repeated++;
        }
        count.seen.set(part.number());
        bytesReceived += part.size();
        return count.repeated;
    }

    /** Takes a finished file in, in place of an earlier one of that name. */
    StoredFile finish(StoredFile file) {
        finished.put(file.name(), file);
        return file;
    }

    Collection<StoredFile> finished() {
        return List.copyOf(finished.values());
    }

    Optional<StoredFile> find(String name) {
        return Optional.ofNullable(finished.get(name));
    }

    /** What may be the manifest, by its name. */
    List<StoredFile> manifests() {
        return finished.values().stream().filter(StoredFile::isManifest).toList();
    }

    List<Multipart> unfinished() {
        return List.copyOf(open.values());
    }

    int repeatedParts(String name) {
        PartCount count = counts.get(name);
        return count == null ? 0 : count.repeated;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /** Removes the bytes; what is known of the finished files stays. */
    void deleteContents() throws IOException {
        for (Multipart multipart : open.values()) {
            for (StoredPart part : multipart.parts()) {
                part.contents().delete();
            }
        }
        open.clear();
        for (StoredFile file : finished.values()) {
            file.contents().delete();
        }
    }
}
