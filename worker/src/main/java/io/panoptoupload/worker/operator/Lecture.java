package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What belongs together in a directory, by its names: {@code NAME.mp4}, or {@code NAME-1.mp4} and
 * {@code NAME-2.mp4} as two streams; {@code NAME.vtt} or {@code NAME.en-US.vtt} as captions; {@code
 * NAME.json} as the sidecar, a request without an id.
 *
 * @param name without extensions, and without the number of the stream
 */
record Lecture(String name, LocalRecording files, Optional<Path> sidecar) {
    private static final Set<String> MEDIA =
            Set.of(
                    "mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "asf", "flv", "mpg", "mpeg",
                    "ts", "mts", "m2ts", "3gp", "mp3", "m4a", "wav", "aac", "wma", "ogg", "flac");
    private static final Set<String> CAPTIONS = Set.of("vtt", "srt");

    /** What lies in one directory, by name. */
    private record Index(
            SortedMap<String, Path> media,
            Map<String, Path> byBase,
            Map<String, List<CaptionFile>> captions,
            Map<String, Path> sidecars) {
        static Index of(Collection<Path> files) {
            Index index =
                    new Index(new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
            files.stream().filter(Lecture::isVisible).sorted().forEach(index::add);
            return index;
        }

        private void add(Path file) {
            String base = LocalRecording.baseName(file);
            String extension = extension(file);
            if (MEDIA.contains(extension)) {
                media.put(String.valueOf(file.getFileName()), file);
                byBase.putIfAbsent(base, file);
            } else if (CAPTIONS.contains(extension)) {
                add(base, new CaptionFile(null, file));
                int dot = base.lastIndexOf('.');
                String language = base.substring(dot + 1);
                if (dot > 0 && CaptionFile.isLanguage(language)) {
                    add(base.substring(0, dot), new CaptionFile(language, file));
                }
            } else if (extension.equals("json") && !file.endsWith(FolderRequests.DEFAULTS)) {
                sidecars.put(base, file);
            }
        }

        private void add(String name, CaptionFile caption) {
            captions.computeIfAbsent(name, _ -> new ArrayList<>()).add(caption);
        }

        Optional<Path> second(Path first) {
            String base = LocalRecording.baseName(first);
            return base.endsWith("-1") && base.length() > 2
                    ? Optional.ofNullable(byBase.get(base.substring(0, base.length() - 1) + "2"))
                    : Optional.empty();
        }
    }

    /** Of the files in one directory, in the order of their names. */
    static List<Lecture> of(Collection<Path> files) {
        Index index = Index.of(files);
        List<Lecture> lectures = new ArrayList<>();
        Set<Path> taken = new HashSet<>();
        for (Path file : index.media().values()) {
            if (taken.add(file)) {
                Optional<Path> second = index.second(file).filter(taken::add);
                lectures.add(lecture(file, second, index));
            }
        }
        return lectures;
    }

    /** Those whose files begin with a name; of a large directory no others are looked at. */
    static List<Lecture> in(Path directory, String name) throws IOException {
        return of(
                list(
                        directory,
                        file ->
                                file.getFileName().toString().startsWith(name)
                                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)));
    }

    /** What lies in a directory; what breaks that off is thrown as what it is. */
    static List<Path> list(Path directory, DirectoryStream.Filter<Path> filter) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, filter)) {
            stream.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    /** All of its files, the sidecar included. */
    List<Path> all() {
        return Stream.concat(files.all().stream(), sidecar.stream()).toList();
    }

    private static Lecture lecture(Path first, Optional<Path> second, Index index) {
        String base = LocalRecording.baseName(first);
        String name = second.isPresent() ? base.substring(0, base.length() - 2) : base;
        List<Path> streams = Stream.concat(Stream.of(first), second.stream()).toList();
        List<CaptionFile> captions =
                Stream.of(base, name)
                        .distinct()
                        .flatMap(each -> index.captions().getOrDefault(each, List.of()).stream())
                        .sorted(Comparator.comparing(CaptionFile::file))
                        .toList();
        Optional<Path> sidecar =
                Optional.ofNullable(index.sidecars().get(name))
                        .or(() -> Optional.ofNullable(index.sidecars().get(base)));
        return new Lecture(name, new LocalRecording(streams, captions), sidecar);
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
