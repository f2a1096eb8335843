package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.worker.request.ContentDigest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The local files of one recording: the first is the primary stream, the others are secondary ones.
 *
 * @param captions of the first file
 */
record LocalRecording(List<Path> files, List<CaptionFile> captions) {
    static final LocalRecording NONE = new LocalRecording(List.of(), List.of());

    private static final int MAX_NAME = 60;
    private static final int DIGEST_CHARACTERS = 16;

    LocalRecording {
        files = List.copyOf(files);
        captions = List.copyOf(captions);
    }

    static Source source(Path file) {
        return Source.of(file.toAbsolutePath().normalize().toUri().toString());
    }

    /** As a request has them. */
    List<Stream> streams() {
        List<Stream> streams = new ArrayList<>();
        for (Path file : files) {
            boolean first = streams.isEmpty();
            streams.add(
                    new Stream(
                            source(file),
                            first ? Role.PRIMARY : Role.SECONDARY,
                            Duration.ZERO,
                            null,
                            List.of(),
                            List.of(),
                            first
                                    ? captions.stream().map(CaptionFile::caption).toList()
                                    : List.of()));
        }
        return streams;
    }

    /** A line for each file that cannot be read. */
    List<String> unreadable() {
        return all().stream()
                .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
                .map(file -> file + ": is no file that can be read here")
                .toList();
    }

    /**
     * A request id that follows from what is to be uploaded, so that the same command given twice
     * uploads once. A recording that is recreated under the same name has another time, and so
     * another id.
     *
     * @param content of the request
     * @param name what the id begins with, for people
     */
    String id(byte[] content, String name) throws IOException {
        MessageDigest digest = ContentDigest.sha256();
        digest.update(content);
        for (Path file : all()) {
            String state = Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis();
            digest.update(state.getBytes(UTF_8));
        }
        String hex = HexFormat.of().formatHex(digest.digest());
        return readable(name) + "-" + hex.substring(0, DIGEST_CHARACTERS);
    }

    /** Of the first file, without its extension; empty if there is none. */
    String name() {
        return files.isEmpty() ? "" : baseName(files.getFirst());
    }

    static String baseName(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    List<Path> all() {
        List<Path> all = new ArrayList<>(files);
        captions.forEach(caption -> all.add(caption.file()));
        return all;
    }

    private static String readable(String name) {
        String readable = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        return readable.length() > MAX_NAME ? readable.substring(0, MAX_NAME) : readable;
    }
}
