package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Why lectures have failed: in files below {@code failed}, and wherever one was put back along with
 * its lecture.
 */
final class FolderReasons {
    private static final String ENDING = ".failed.json";
    private static final int MAX_REASON = 1024 * 1024;

    /** What file systems let a name have before the ending, in bytes. */
    private static final int MAX_NAME = 255 - ENDING.length();

    private final Path root;
    private final JsonMapper json;
    private final FolderScan scan;

    FolderReasons(Path root, JsonMapper json, FolderScan scan) {
        this.root = root;
        this.json = json;
        this.scan = scan;
    }

    /**
     * One of them.
     *
     * @param isHeld whether the lecture itself lies beside it in {@code failed}; what looks like it
     *     elsewhere is a copy
     */
    record Reason(Path file, FailedUpload upload, boolean isHeld) {}

    /** Of a lecture that is moved there. */
    static Path file(Path directory, Lecture lecture) {
        return directory.resolve(fitting(lecture.name()) + ENDING);
    }

    /** A name that leaves no room for the ending, shortened to another one. */
    private static String fitting(String name) {
        if (name.getBytes(UTF_8).length <= MAX_NAME) {
            return name;
        }
        String mark = "-" + HexFormat.of().toHexDigits(name.hashCode());
        CharBuffer rest = CharBuffer.wrap(name);
        // Stops in front of the first character that does not fit.
        CoderResult _ =
                UTF_8.newEncoder()
                        .encode(rest, ByteBuffer.allocate(MAX_NAME - mark.length()), true);
        return name.substring(0, rest.position()) + mark;
    }

    List<Reason> all() throws IOException {
        List<Reason> reasons = new ArrayList<>();
        for (Map<Path, FolderScan.Stamp> files : scan.files(root.resolve(FolderScan.DONE))) {
            for (Path file : files.keySet()) {
                @Nullable FailedUpload upload =
                        file.toString().endsWith(ENDING) ? read(file) : null;
                if (upload != null) {
                    boolean isHeld =
                            file.startsWith(root.resolve(FolderScan.FAILED))
                                    && isAmong(upload.fingerprint(), files);
                    reasons.add(new Reason(file, upload, isHeld));
                }
            }
        }
        return reasons;
    }

    private static boolean isAmong(String fingerprint, Map<Path, FolderScan.Stamp> files) {
        List<String> lines = FolderScan.lines(files).toList();
        return lines.containsAll(fingerprint.lines().toList());
    }

    /** Null for what is no file of this program, or not any more. */
    private @Nullable FailedUpload read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return json.readValue(in.readNBytes(MAX_REASON), FailedUpload.class);
        } catch (JacksonException | NoSuchFileException e) {
            return null;
        } catch (AccessDeniedException e) {
            if (file.startsWith(root.resolve(FolderScan.FAILED))) {
                // Without it a retry would be taken for a new upload.
                throw e;
            }
            return null;
        }
    }
}
