package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One recording made of local files: the first is the primary stream, the others are secondary
 * ones.
 *
 * @param captions of the first file, each {@code [LANGUAGE=]FILE}
 */
record RecordingFiles(List<Path> files, List<String> captions, String folder, String title) {
    private static final Pattern WITH_LANGUAGE =
            Pattern.compile("([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)=(.+)");
    private static final int MAX_NAME = 60;
    private static final int DIGEST_CHARACTERS = 16;

    private record CaptionFile(@Nullable String language, Path file) {
        static CaptionFile of(String text) {
            Matcher matcher = WITH_LANGUAGE.matcher(text);
            return matcher.matches()
                    ? new CaptionFile(matcher.group(1), Path.of(matcher.group(2)))
                    : new CaptionFile(null, Path.of(text));
        }
    }

    /**
     * The request; without an id it gets one that follows from what is to be uploaded, so that the
     * same command given twice uploads once.
     *
     * @throws CommandFault naming each file that cannot be read
     */
    UploadRequest request(@Nullable String id, JsonMapper json) {
        List<CaptionFile> named = captions.stream().map(CaptionFile::of).toList();
        List<Path> all = new ArrayList<>(files);
        named.forEach(caption -> all.add(caption.file()));
        List<String> unreadable =
                all.stream()
                        .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
                        .map(file -> file + ": is no file that can be read here")
                        .toList();
        if (!unreadable.isEmpty()) {
            throw CommandFault.rejected(unreadable);
        }
        UploadRequest request = builder(id == null ? "" : id, named).build();
        return id == null ? builder(idOf(request, all, json), named).build() : request;
    }

    private UploadRequestBuilder builder(String id, List<CaptionFile> named) {
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
                                    ? named.stream().map(RecordingFiles::caption).toList()
                                    : List.of()));
        }
        return UploadRequest.builder(id).folderId(folder).title(title).streams(streams);
    }

    private static Caption caption(CaptionFile named) {
        return new Caption(source(named.file()), named.language(), true, null);
    }

    private static Source source(Path file) {
        return Source.of(file.toAbsolutePath().normalize().toUri().toString());
    }

    /** A recording that is recreated under the same name has another time, and so another id. */
    private String idOf(UploadRequest request, List<Path> all, JsonMapper json) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(json.writeValueAsBytes(request));
            for (Path file : all) {
                String state = Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis();
                digest.update(state.getBytes(UTF_8));
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            return name() + "-" + hex.substring(0, DIGEST_CHARACTERS);
        } catch (IOException e) {
            throw CommandFault.rejected(List.of(e.getMessage() + ": cannot be read here"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String name() {
        String name = String.valueOf(files.getFirst().getFileName());
        int dot = name.lastIndexOf('.');
        String readable =
                (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]+", "-");
        return readable.length() > MAX_NAME ? readable.substring(0, MAX_NAME) : readable;
    }
}
