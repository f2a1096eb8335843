package io.panoptoupload.worker.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Whether a file lies on this machine, or behind a server or a program that may not respond. */
final class FileSystemKind {
    /** Those that a machine has of its own; of any other, a read may hang for ever. */
    private static final Set<String> LOCAL =
            Set.of(
                    "apfs",
                    "bcachefs",
                    "btrfs",
                    "exfat",
                    "ext2",
                    "ext3",
                    "ext4",
                    "f2fs",
                    "hfs",
                    "jfs",
                    "ntfs",
                    "overlay",
                    "ramfs",
                    "tmpfs",
                    "ufs",
                    "vfat",
                    "xfs",
                    "zfs");

    private FileSystemKind() {}

    static boolean mayHang(Path file) {
        try {
            return mayHang(Files.getFileStore(file).type());
        } catch (IOException e) {
            return true;
        }
    }

    /** By its name in the system's table of mounts, e.g. {@code nfs4}. */
    static boolean mayHang(String type) {
        return !LOCAL.contains(type.toLowerCase(Locale.ROOT));
    }
}
