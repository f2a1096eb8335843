package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The refresh token between runs. Panopto may rotate it with every use; a rotated one is forced to
 * disk and moved into place, so that a crash leaves either the old or the new one, never half.
 */
final class RefreshTokenFile {
    private static final Logger log = LoggerFactory.getLogger(RefreshTokenFile.class);

    private final Path file;
    private @Nullable String used;
    private @Nullable String unsaved;

    RefreshTokenFile(Path file) {
        this.file = file;
    }

    /** The file's, or one that could not be saved there, unless somebody has put in another. */
    String read() {
        try {
            String found = Files.readString(file).strip();
            if (unsaved != null && found.equals(used)) {
                return unsaved;
            }
            unsaved = null;
            used = found;
            return found;
        } catch (IOException e) {
            if (unsaved != null) {
                return unsaved;
            }
            throw new PermanentFault(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "the refresh token file %s cannot be read (%s)"
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    void replace(String token) {
        try {
            if (!token.equals(used)) {
                write(token);
                unsaved = null;
            }
        } catch (IOException e) {
            unsaved = token;
            log.error(
                    "Panopto rotated the refresh token and the new one cannot be saved in {} ({})."
                            + " It is kept in memory: make the file's directory writable before the"
                            + " next restart, or sign in again after it.",
                    file,
                    e.getClass().getSimpleName());
        }
    }

    private void write(String token) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        // Created readable by the owner alone.
        Path next = Files.createTempFile(directory, ".refresh-token", null);
        try {
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
