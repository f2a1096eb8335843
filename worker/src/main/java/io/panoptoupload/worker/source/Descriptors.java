package io.panoptoupload.worker.source;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Opens a handle to what is at a path, so that what is checked is what is read. */
interface Descriptors {
    /**
     * Links are followed; {@link Held#realPath} is where they led. Never waits for what lies there:
     * a FIFO or a device is held like any file, without being opened.
     *
     * @throws IOException with the type that {@link java.nio.file.Files} would throw
     */
    Held hold(Path path) throws IOException;

    /** Something in a file system. */
    interface Held extends AutoCloseable {
        /** Where it lies, without links. */
        Path realPath() throws IOException;

        /** A path to this very thing, whatever has become of the one that it was found by. */
        Path handle();

        /** How the handle is to be used. */
        LinkOption[] options();

        @Override
        void close();
    }

    /** The strictest that this operating system offers. */
    static Descriptors ofThisSystem() {
        return System.getProperty("os.name").equals("Linux")
                ? new LinuxDescriptors()
                : new RealPaths();
    }
}
