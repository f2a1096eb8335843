package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import io.panoptoupload.messages.TransferredFile;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * What a watched directory's lectures become: moved to {@code done}, or to {@code failed} with the
 * reason beside them.
 */
final class FolderFiles {
    private final Path root;
    private final FolderMoves moves;

    FolderFiles(Path root, JsonMapper json) {
        this.root = root;
        this.moves = new FolderMoves(root, json);
    }

    /** As {@link FolderMoves#finish}. */
    FolderMoves.Unfinished finishMoves() throws IOException {
        return moves.finish();
    }

    /**
     * Those files of a lecture that have changed since it was taken, as they are now.
     *
     * @throws NoSuchFileException if their directory is away, as a share that is mounted there may
     *     be: they may be there again, and have changed
     */
    Map<Path, FolderScan.Stamp> changed(FolderScan.Seen seen) throws IOException {
        Path directory = directory(seen.lecture());
        if (Files.notExists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        Map<Path, FolderScan.Stamp> changed = new LinkedHashMap<>();
        for (Map.Entry<Path, FolderScan.Stamp> each : seen.stamps().entrySet()) {
            FolderScan.@Nullable Stamp now = FolderScan.Stamp.at(each.getKey());
            if (now != null && !now.equals(each.getValue())) {
                changed.put(each.getKey(), now);
            }
        }
        return changed;
    }

    /** Whether a file of this size has the bytes of one that was uploaded. */
    static boolean isAmong(List<TransferredFile> uploaded, Path file, long size)
            throws IOException {
        for (TransferredFile each : uploaded) {
            if (each.sizeBytes() == size && each.crc32().equals(crc32(file))) {
                return true;
            }
        }
        return false;
    }

    /** Empty if it may not be read. */
    private static String crc32(Path file) throws IOException {
        CRC32 crc32 = new CRC32();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(file), crc32)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (AccessDeniedException e) {
            return "";
        }
        return HexFormat.of().toHexDigits(crc32.getValue(), 8);
    }

    /**
     * With captions and a sidecar that have come since it was taken: left there, they would be the
     * next recording's of that name. Those of another one that lies there stay for that.
     */
    FolderScan.Seen withLate(FolderScan.Seen seen) throws IOException {
        for (Lecture now : Lecture.in(directory(seen.lecture()), seen.lecture().name())) {
            if (now.files().files().equals(seen.lecture().files().files())) {
                Map<Path, FolderScan.Stamp> late = new LinkedHashMap<>();
                List<Path> came = new ArrayList<>(now.all());
                came.removeAll(seen.stamps().keySet());
                came.removeAll(sharedFiles(now));
                for (Path each : came) {
                    FolderScan.@Nullable Stamp stamp = FolderScan.Stamp.at(each);
                    if (stamp != null) {
                        late.put(each, stamp);
                    }
                }
                return seen.with(late);
            }
        }
        return seen;
    }

    /**
     * @param leftOver files that go as well
     */
    void toDone(FolderScan.Seen seen, List<Path> leftOver) throws IOException {
        move(seen, FolderScan.DONE, null, leftOver);
    }

    /** As {@link #toDone}, with the reason beside it. */
    void toFailed(FolderScan.Seen seen, FailedUpload reason, List<Path> leftOver)
            throws IOException {
        move(seen, FolderScan.FAILED, reason, leftOver);
    }

    void remove(List<Path> leftOver) throws IOException {
        for (Path each : leftOver) {
            Files.deleteIfExists(each);
        }
    }

    private void move(
            FolderScan.Seen seen, String where, @Nullable FailedUpload reason, List<Path> leftOver)
            throws IOException {
        FolderMoves.Unfinished unfinished = moves.finish();
        Lecture lecture = seen.lecture();
        if (isBeside(lecture, unfinished.files())) {
            unfinished.rethrow();
        }
        Map<Path, FolderScan.Stamp> stamps = new LinkedHashMap<>(seen.stamps());
        Set<Path> shared = sharedFiles(lecture);
        if (reason == null) {
            stamps.keySet().removeAll(shared);
        }
        List<Path> names = stamps.keySet().stream().map(Path::getFileName).toList();
        String name = reason == null ? null : lecture.name();
        Path directory =
                moves.free(destination(seen, where), seen.fingerprint().hashCode(), names, name);
        List<FolderMoves.Move> planned = new ArrayList<>();
        stamps.forEach((file, stamp) -> {
            String to = below(directory.resolve(file.getFileName()));
            planned.add(new FolderMoves.Move(below(file), to, stamp, shared.contains(file)));
        });
        String reasonFile = reason == null ? null : below(FolderReasons.file(directory, lecture));
        List<String> removed = new ArrayList<>(leftOver.stream().map(this::below).toList());
        removed.remove(reasonFile);
        moves.carryOut(new FolderMoves.Plan(planned, reason, reasonFile, removed));
    }

    /**
     * Captions and a sidecar that another recording of the same name has as well. They stay until
     * the last of these has ended, since the workers read them, and its request follows from them
     * after a restart. One that has failed gets copies: it is known by all of its files when it is
     * put back.
     */
    private static Set<Path> sharedFiles(Lecture lecture) throws IOException {
        List<Path> media = lecture.files().files();
        if (lecture.all().size() == media.size()) {
            return Set.of();
        }
        return Lecture.in(directory(lecture), lecture.name()).stream()
                .filter(other -> Collections.disjoint(other.files().files(), media))
                .flatMap(other -> other.all().stream())
                .collect(Collectors.toSet());
    }

    /** Whether they are of another recording of its name, which may share captions with it. */
    private static boolean isBeside(Lecture lecture, Set<Path> files) throws IOException {
        return !files.isEmpty()
                && Lecture.in(directory(lecture), lecture.name()).stream()
                        .filter(other -> other.name().equals(lecture.name()))
                        .anyMatch(other -> !Collections.disjoint(other.files().files(), files));
    }

    private static Path directory(Lecture lecture) {
        return requireNonNull(lecture.files().files().getFirst().getParent());
    }

    private String below(Path file) {
        return root.relativize(file).toString();
    }

    private Path destination(FolderScan.Seen seen, String where) {
        Path below = root.relativize(seen.first()).getParent();
        Path directory = root.resolve(where);
        return below == null ? directory : directory.resolve(below);
    }
}
