package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * Gives what is made in a watched directory the group and the permissions of the directory above
 * it, whatever this process's umask is, and who may remove what: people read there why a lecture
 * failed, and put it back.
 */
final class FolderModes {
    private static final String MODE = "unix:mode";
    private static final int PERMISSIONS = 0777;
    private static final int EXECUTE = 0111;
    private static final int STICKY = 01000;
    private static final int BY_GROUP = 02000;

    /** This process has to go on writing there. */
    private static final int OWNER = 0700;

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
        GroupPrincipal group = above.readAttributes().group();
        if (!group.equals(own.readAttributes().group())) {
            ifAllowed(() -> own.setGroup(group));
        }
        ifAllowed(() -> {
            int wanted = mode(requireNonNull(made.getParent()));
            int permissions = (wanted & PERMISSIONS) | OWNER;
            if (!Files.isDirectory(made)) {
                Files.setAttribute(made, MODE, permissions & ~EXECUTE);
                return;
            }
            try {
                int special = (wanted & STICKY) | (mode(made) & BY_GROUP);
                Files.setAttribute(made, MODE, permissions | special);
            } catch (IOException e) {
                // A unit may forbid the bit that hands the group on.
                Files.setAttribute(made, MODE, permissions | (wanted & STICKY));
            }
        });
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, MODE);
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
