package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Under which id each lecture is published. It follows from path, size and time of all of its
 * files, or from the reason of one that has failed; until it has ended the id is noted as well,
 * since captions and a sidecar that come late make another lecture of no recording.
 */
final class FolderIds {
    private final Path root;
    private final Path notes;
    private final FolderReasons reasons;

    FolderIds(Path root, FolderReasons reasons) {
        this.root = root;
        this.notes = root.resolve(FolderMoves.OWN).resolve("published");
        this.reasons = reasons;
    }

    /**
     * A lecture's id.
     *
     * @param failed the attempt that it goes on from; null for a lecture that has not failed
     */
    record Known(String id, @Nullable FailedUpload failed) {}

    /**
     * By the first files of lectures, the ids of all of them, each another one.
     *
     * @param inUse ids of others
     */
    Map<Path, Known> of(List<FolderScan.Seen> lectures, Set<String> inUse) throws IOException {
        Map<String, List<FolderReasons.Reason>> failed =
                reasons.all().stream().collect(groupingBy(each -> each.upload().fingerprint()));
        Map<Path, Known> known = new HashMap<>();
        Set<String> used = new HashSet<>(inUse);
        for (FolderScan.Seen each : lectures) {
            @Nullable String noted = noted(each);
            String id = noted == null ? derived(each, 0) : noted;
            @Nullable FailedUpload here =
                    latest(failed, each, it -> it.upload().requestId().equals(id));
            if ((noted != null || here != null) && used.add(id)) {
                known.put(each.first(), new Known(id, here));
            }
        }
        for (FolderScan.Seen each : lectures) {
            if (!known.containsKey(each.first())) {
                @Nullable FailedUpload elsewhere =
                        latest(
                                failed,
                                each,
                                it -> !it.isHeld() && !used.contains(it.upload().requestId()));
                String id = elsewhere == null ? unused(each, used) : elsewhere.requestId();
                used.add(id);
                known.put(each.first(), new Known(id, elsewhere));
            }
        }
        return known;
    }

    private static @Nullable FailedUpload latest(
            Map<String, List<FolderReasons.Reason>> failed,
            FolderScan.Seen seen,
            Predicate<FolderReasons.Reason> fits) {
        Optional<FailedUpload> latest =
                failed.getOrDefault(seen.fingerprint(), List.of()).stream()
                        .filter(fits)
                        .map(FolderReasons.Reason::upload)
                        .max(
                                Comparator.comparing(
                                        each -> Objects.requireNonNullElse(each.attempt(), 0)));
        return latest.orElse(null);
    }

    /** A copy may lie where another lecture had its id from. */
    private String unused(FolderScan.Seen seen, Set<String> used) throws IOException {
        int copy = 0;
        while (used.contains(derived(seen, copy))) {
            copy++;
        }
        return derived(seen, copy);
    }

    private String derived(FolderScan.Seen seen, int copy) throws IOException {
        return id(seen, seen.fingerprint() + (copy == 0 ? "" : "\n" + copy));
    }

    private String id(FolderScan.Seen seen, String state) throws IOException {
        String content = root.relativize(seen.first()) + "\n" + state;
        return LocalRecording.NONE.id(content.getBytes(UTF_8), seen.lecture().name());
    }

    /** Before it is published. */
    void note(FolderScan.Seen seen, String id) throws IOException {
        if (!isNoted(seen, id)) {
            Files.createDirectories(notes);
            Files.writeString(note(seen), id);
        }
    }

    /** Whether it was published under an id, as far as is known, and has not ended. */
    boolean isNoted(FolderScan.Seen seen, String id) throws IOException {
        return id.equals(noted(seen));
    }

    private @Nullable String noted(FolderScan.Seen seen) throws IOException {
        try {
            String id = Files.readString(note(seen));
            // A power cut may leave an empty file.
            return id.isBlank() ? null : id;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Named by the recording alone. */
    private Path note(FolderScan.Seen seen) throws IOException {
        return notes.resolve(id(seen, seen.recording()));
    }

    /** What is to be removed when a lecture has ended. */
    List<Path> leftOver(FolderScan.Seen seen, @Nullable FailedUpload failed) throws IOException {
        List<Path> files = new ArrayList<>(List.of(note(seen)));
        if (failed != null) {
            reasons.all().stream()
                    .filter(each -> each.upload().requestId().equals(failed.requestId()))
                    .forEach(each -> files.add(each.file()));
        }
        return files;
    }
}
