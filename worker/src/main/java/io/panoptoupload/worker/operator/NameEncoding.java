package io.panoptoupload.worker.operator;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names of files that are not in this locale's encoding. Java finds a file whatever its name is,
 * but the text of such a name leads to no file, and shows what it is not.
 */
final class NameEncoding {
    private NameEncoding() {}

    /** What is wrong with a name, and the remedy. */
    static Optional<String> fault(Path name) {
        try {
            if (Path.of(name.toString()).equals(name)) {
                return Optional.empty();
            }
        } catch (InvalidPathException e) {
            // As below.
        }
        return Optional.of(
                "its name is not in %s; rename it, or if it is in UTF-8 start this with LC_ALL=C.UTF-8"
                        .formatted(System.getProperty("sun.jnu.encoding")));
    }
}
