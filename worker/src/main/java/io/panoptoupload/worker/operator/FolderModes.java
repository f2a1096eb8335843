package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Gives what is made in a watched directory the group and the permissions of the directory above
 * it, whatever this process's umask is: people read there why a lecture failed, and put it back.
 */
final class FolderModes {
    private static final Set<PosixFilePermission> EXECUTE =
            EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private FolderModes() {}

    /** Makes a directory, and those above it that are missing. */
    static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createDirectories(requireNonNull(directory.getParent()));
            Files.createDirectory(directory);
            inherit(directory);
        }
    }

    /** For a directory or a file that this process has made. */
    static void inherit(Path made) throws IOException {
        @Nullable PosixFileAttributeView above = view(requireNonNull(made.getParent()));
        @Nullable PosixFileAttributeView own = view(made);
        if (above == null || own == null) {
            return;
        }
        PosixFileAttributes wanted = above.readAttributes();
        // This process has to go on writing there.
        Set<PosixFilePermission> permissions =
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
        permissions.addAll(wanted.permissions());
        if (!Files.isDirectory(made)) {
            permissions.removeAll(EXECUTE);
        }
        ifAllowed(() -> own.setGroup(wanted.group()));
        ifAllowed(() -> own.setPermissions(permissions));
    }

    private static @Nullable PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class);
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void ifAllowed(Change change) {
        try {
            change.make();
        } catch (IOException | UnsupportedOperationException e) {
            // A group that this user is not in, or a share where all files have the same mode.
        }
    }
}
