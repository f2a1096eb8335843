package io.panoptoupload.worker.operator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Has the permissions of files hold for this thread, also where tests run as root: takes the
 * capabilities CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH from it (capset(2)) until it is closed.
 */
final class Permissions implements AutoCloseable {
    private static final int VERSION = 0x20080522;
    private static final int DAC = 1 << 1 | 1 << 2;
    private static final int DATA_INTS = 6;

    private static final MethodHandle CAPGET = function("capget");
    private static final MethodHandle CAPSET = function("capset");

    private final int before;

    private Permissions() {
        before = effective(-1);
        effective(before & ~DAC);
    }

    static Permissions hold() {
        return new Permissions();
    }

    static void set(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Override
    public void close() {
        effective(before);
    }

    /**
     * The thread's effective capabilities; those of the mask are kept, as far as it may have them.
     */
    private static int effective(int mask) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment header = memory.allocate(JAVA_INT, 2);
            header.set(JAVA_INT, 0, VERSION);
            MemorySegment data = memory.allocate(JAVA_INT, DATA_INTS);
            int read = (int) CAPGET.invokeExact(header, data);
            int permitted = data.getAtIndex(JAVA_INT, 1);
            data.set(JAVA_INT, 0, permitted & mask);
            int written = (int) CAPSET.invokeExact(header, data);
            if (read != 0 || written != 0) {
                throw new IllegalStateException("capset(2) was refused");
            }
            return data.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("capset(2) cannot be called", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }
}
