package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;

/** What a JVM holds for good, by its {@code jcmd}. */
final class LiveHeap {
    private LiveHeap() {}

    /** After a full collection, which a heap's histogram begins with. */
    static double mebibytes(long pid) throws IOException, InterruptedException {
        Process histogram =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        String text = new String(histogram.getInputStream().readAllBytes(), UTF_8);
        if (histogram.waitFor() != 0) {
            throw new IOException("jcmd did not reach process " + pid + ": " + text);
        }
        String total = text.strip().lines().reduce("", (_, line) -> line);
        return Long.parseLong(total.strip().split("\\s+", -1)[2]) / (1024.0 * 1024);
    }
}
