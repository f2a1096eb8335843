package io.panoptoupload.worker.source;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Holds files by descriptors of the kind {@code O_PATH} (open(2)): the path is walked, but what it
 * leads to is not opened, so that no FIFO blocks and no device notices. What {@code /proc/self/fd}
 * says of the descriptor is true of the very file that is read through it afterwards. The JDK's
 * files know neither {@code O_PATH} nor {@code O_NONBLOCK}, so that open(2) is called directly.
 */
final class LinuxDescriptors implements Descriptors {
    /** O_PATH | O_CLOEXEC, the same on every architecture that a JDK 25 runs on. */
    private static final int FLAGS = 0x200000 | 0x80000;

    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int ENAMETOOLONG = 36;
    private static final int ELOOP = 40;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN =
            function(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @SuppressWarnings("restricted")
    private static MethodHandle function(
            String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    @Override
    public Held hold(Path path) throws IOException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment state = memory.allocate(STATE);
            byte[] name = bytes(path);
            // With a zero behind it.
            MemorySegment text = memory.allocate(name.length + 1L);
            int descriptor = open(state, text.copyFrom(MemorySegment.ofArray(name)));
            if (descriptor < 0) {
                throw refused(path, (int) ERRNO.get(state, 0L));
            }
            return new Descriptor(descriptor);
        }
    }

    private static int open(MemorySegment state, MemorySegment path) {
        try {
            return (int) OPEN.invokeExact(state, path, FLAGS);
        } catch (Throwable e) {
            throw new IllegalStateException("open(2) cannot be called", e);
        }
    }

    /**
     * Exactly the path's bytes, in whatever encoding they are: its text may have lost some of them,
     * its URI has not.
     */
    private static byte[] bytes(Path path) {
        String uri = path.toAbsolutePath().toUri().getRawPath();
        // A directory's URI ends with a slash; by the time of opening it may be something else.
        int length = uri.endsWith("/") ? Math.max(1, uri.length() - 1) : uri.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        for (int i = 0; i < length; i++) {
            if (uri.charAt(i) == '%') {
                bytes.write(Integer.parseInt(uri, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(uri.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static IOException refused(Path path, int errno) {
        String name = path.toString();
        return switch (errno) {
            case ENOENT, ENOTDIR, ENAMETOOLONG -> new NoSuchFileException(name);
            case EACCES -> new AccessDeniedException(name);
            case ELOOP -> new FileSystemLoopException(name);
            default -> new FileSystemException(name, null, "errno " + errno);
        };
    }

    private record Descriptor(int number) implements Held {
        @Override
        public Path realPath() throws IOException {
            return Files.readSymbolicLink(handle());
        }

        @Override
        public Path handle() {
            return DESCRIPTORS.resolve(Integer.toString(number));
        }

        /** The handle is itself a link, of a kind that cannot be redirected. */
        @Override
        public LinkOption[] options() {
            return new LinkOption[] {};
        }

        @Override
        public void close() {
            try {
                int _ = (int) CLOSE.invokeExact(number);
            } catch (Throwable e) {
                throw new IllegalStateException("close(2) cannot be called", e);
            }
        }
    }
}
