package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lectures that have ended and could not be moved: their requests are published again for the same
 * end, whatever lies there now.
 */
final class UnmovedLectures {
    private final Map<Path, Ended> byFile = new HashMap<>();

    /** One of them, by what was published of it. */
    record Ended(FolderWatch.Taken lecture, PreparedRequest request) {}

    void add(FolderWatch.Taken lecture) {
        PreparedRequest request = lecture.request();
        // Without one its last event is read again.
        if (request != null) {
            lecture.seen().media().forEach(file -> byFile.put(file, new Ended(lecture, request)));
        }
    }

    void remove(FolderWatch.Taken lecture) {
        lecture.seen().media().forEach(byFile::remove);
    }

    /** Drops files that are not there any more. */
    void dropRemoved() {
        byFile.keySet().removeIf(UnmovedLectures::isRemoved);
    }

    /** Where its directory is away as well, it may come back with that. */
    private static boolean isRemoved(Path file) {
        return Files.notExists(file) && Files.isDirectory(requireNonNull(file.getParent()));
    }

    /** The one that a lecture is, or was a part of. */
    Optional<Ended> of(FolderScan.Seen seen) {
        return seen.media().stream()
                .flatMap(file -> Stream.ofNullable(byFile.get(file)))
                .findFirst();
    }

    Set<String> ids() {
        return byFile.values().stream()
                .map(each -> each.request().requestId())
                .collect(Collectors.toSet());
    }

    /** Whether nothing of them lies there just now. */
    boolean areAway() {
        return byFile.keySet().stream().allMatch(Files::notExists);
    }
}
