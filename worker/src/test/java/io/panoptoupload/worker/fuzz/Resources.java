package io.panoptoupload.worker.fuzz;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/**
 * What this process holds.
 *
 * @param heapBytes after collections
 * @param threads of the platform
 * @param descriptors of files and connections
 */
record Resources(long heapBytes, int threads, long descriptors) {
    private static final long MAX_MORE_BYTES = 16L << 20;
    private static final int MAX_MORE_THREADS = 4;
    private static final int MAX_MORE_DESCRIPTORS = 16;

    static Resources now() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        long descriptors =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof UnixOperatingSystemMXBean unix
                        ? unix.getOpenFileDescriptorCount()
                        : 0;
        return new Resources(
                runtime.totalMemory() - runtime.freeMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                descriptors);
    }

    boolean within(Resources earlier) {
        return heapBytes <= earlier.heapBytes + MAX_MORE_BYTES
                && threads <= earlier.threads + MAX_MORE_THREADS
                && descriptors <= earlier.descriptors + MAX_MORE_DESCRIPTORS;
    }

    @Override
    public String toString() {
        return "%.1f MB, %d threads, %d descriptors"
                .formatted(heapBytes / 1e6, threads, descriptors);
    }
}
