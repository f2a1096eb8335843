package io.panoptoupload.worker.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request that was published, and what may arrive for it.
 *
 * @param files of each file the contents that it had in its life, whole
 */
record Job(String id, List<List<Content>> files) {

    /** A file's bytes, as far as they can be distinguished. */
    record Content(long sizeBytes, String crc32) {
        static Content of(Path file) {
            try {
                return new Content(Files.size(file), TestFiles.crc32(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Job of(String id, Path... files) {
        return new Job(id, Arrays.stream(files).map(f -> List.of(Content.of(f))).toList());
    }

    /** The first file was replaced: from now on this content is as good as the first. */
    Job orNow(Path file) {
        List<Content> first = new ArrayList<>(files.getFirst());
        first.add(Content.of(file));
        List<List<Content>> all = new ArrayList<>(files);
        all.set(0, first);
        return new Job(id, all);
    }

    String titleElement() {
        return "<Title>Lecture " + id + "</Title>";
    }
}
