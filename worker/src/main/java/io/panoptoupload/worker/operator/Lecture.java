package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What belongs together in a directory, by its names: {@code NAME.mp4}, or {@code NAME-1.mp4} and
 * {@code NAME-2.mp4} as two streams; {@code NAME.vtt} or {@code NAME.en-US.vtt} as captions; {@code
 * NAME.json} as the sidecar, a request without an id.
 *
 * @param name without extensions, and without the number of the stream
 */
record Lecture(String name, RecordingFiles files, Optional<Path> sidecar) {
    private static final Set<String> MEDIA =
            Set.of(
                    "mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "asf", "flv", "mpg", "mpeg",
                    "ts", "mts", "m2ts", "3gp", "mp3", "m4a", "wav", "aac", "wma", "ogg", "flac");
    private static final Set<String> CAPTIONS = Set.of("vtt", "srt");

    /** Of the files in one directory, in the order of their names. */
    static List<Lecture> of(Collection<Path> files) {
        Map<String, Path> media = new TreeMap<>();
        files.stream()
                .filter(file -> isVisible(file) && MEDIA.contains(extension(file)))
                .forEach(file -> media.put(String.valueOf(file.getFileName()), file));
        List<Lecture> lectures = new ArrayList<>();
        List<Path> taken = new ArrayList<>();
        for (Path file : media.values()) {
            if (!taken.contains(file)) {
                Optional<Path> second = second(file, media.values());
                second.ifPresent(taken::add);
                lectures.add(lecture(file, second, files));
            }
        }
        return lectures;
    }

    /** All of its files, the sidecar included. */
    List<Path> all() {
        List<Path> all = new ArrayList<>(files.all());
        sidecar.ifPresent(all::add);
        return all;
    }

    private static Lecture lecture(Path first, Optional<Path> second, Collection<Path> files) {
        String base = RecordingFiles.baseName(first);
        String name = second.isPresent() ? base.substring(0, base.length() - 2) : base;
        List<Path> streams = new ArrayList<>(List.of(first));
        second.ifPresent(streams::add);
        Set<String> names = Set.copyOf(List.of(base, name));
        List<CaptionFile> captions =
                files.stream()
                        .sorted()
                        .filter(file -> isVisible(file) && CAPTIONS.contains(extension(file)))
                        .flatMap(file -> caption(file, names).stream())
                        .toList();
        Optional<Path> sidecar =
                files.stream()
                        .filter(file ->
                                isVisible(file)
                                        && extension(file).equals("json")
                                        && names.contains(RecordingFiles.baseName(file)))
                        .max(Path::compareTo);
        return new Lecture(name, new RecordingFiles(streams, captions), sidecar);
    }

    private static Optional<CaptionFile> caption(Path file, Set<String> names) {
        String base = RecordingFiles.baseName(file);
        if (names.contains(base)) {
            return Optional.of(new CaptionFile(null, file));
        }
        int dot = base.lastIndexOf('.');
        String language = base.substring(dot + 1);
        return dot > 0 && names.contains(base.substring(0, dot)) && CaptionFile.isLanguage(language)
                ? Optional.of(new CaptionFile(language, file))
                : Optional.empty();
    }

    private static Optional<Path> second(Path file, Collection<Path> media) {
        String base = RecordingFiles.baseName(file);
        if (!base.endsWith("-1") || base.length() < 3) {
            return Optional.empty();
        }
        String wanted = base.substring(0, base.length() - 1) + "2";
        return media.stream()
                .filter(other -> RecordingFiles.baseName(other).equals(wanted))
                .findFirst();
    }

    /** Hidden files and those that are still being written have other endings. */
    private static boolean isVisible(Path file) {
        return !String.valueOf(file.getFileName()).startsWith(".");
    }

    private static String extension(Path file) {
        @Nullable Path last = file.getFileName();
        String name = String.valueOf(last);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
