package io.panoptoupload.bench;

/**
 * What one transfer took.
 *
 * @param rate MiB per second
 * @param cpu seconds, user and system, per GiB
 * @param peak MiB of resident memory
 */
record Cost(double rate, double cpu, double peak) {
    static Cost of(long bytes, double seconds, double cpuSeconds, double peak) {
        double mebibytes = bytes / (1024.0 * 1024);
        return new Cost(mebibytes / seconds, cpuSeconds / mebibytes * 1024, peak);
    }
}
