package io.panoptoupload.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of a process below /proc. */
final class ProcFiles {
    // what sysconf(_SC_CLK_TCK) is on every Linux that a JDK 25 runs on
    private static final double TICKS_PER_SECOND = 100;

    private ProcFiles() {}

    /** User and system seconds of a process, without its children. */
    static double cpuSeconds(long pid) throws IOException {
        return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")), 14);
    }

    /** User and system seconds of all children of this process that have ended, and of theirs. */
    static double cpuSecondsOfEndedChildren() throws IOException {
        return ticks(Files.readString(Path.of("/proc/self/stat")), 16);
    }

    /** MiB that a process had in memory at its peak; 0 of one that has ended. */
    static double peakMebibytes(long pid) {
        try {
            return peak(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
        } catch (IOException _) {
            return 0;
        }
    }

    /** MiB that a process has in memory now. */
    static double mebibytes(long pid) throws IOException {
        return field("VmRSS:", Files.readAllLines(Path.of("/proc/" + pid + "/status")));
    }

    /** The sum of two neighbouring fields of a stat line, counted from 1, in seconds. */
    static double ticks(String stat, int first) {
        // the second field is the program's name, which may have blanks and brackets of its own
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[first - 3]) + Long.parseLong(fields[first - 2]))
                / TICKS_PER_SECOND;
    }

    /** VmHWM in MiB; 0 without such a line, as in a zombie's file. */
    static double peak(List<String> status) {
        return field("VmHWM:", status);
    }

    private static double field(String name, List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(0);
    }
}
