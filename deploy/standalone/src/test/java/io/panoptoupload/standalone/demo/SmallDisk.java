package io.panoptoupload.standalone.demo;

import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk of a few megabytes that only programs see which are started here: a tmpfs in a mount
 * namespace of its own. Where none can be mounted, the test that asks for it is skipped and says
 * so; with {@code -Dchecks.required=true} it fails.
 */
final class SmallDisk implements AutoCloseable {
    /** Ends with this JVM, whose pipe it reads, and the disk with it. */
    private final Process holder;

    private final Path filler;

    private SmallDisk(Process holder, Path directory) {
        this.holder = holder;
        this.filler =
                Path.of("/proc/" + holder.pid() + "/root" + directory.toAbsolutePath())
                        .resolve("filler");
    }

    static SmallDisk mountedOn(Path directory, int megabytes) throws IOException {
        Process holder =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "exec unshare --mount sh -c '"
                                        + "mount -t tmpfs -o size=\"$2\"m tmpfs \"$1\""
                                        + " && echo mounted && exec cat"
                                        + "' sh \"$@\"",
                                "sh",
                                directory.toString(),
                                Integer.toString(megabytes))
                        .redirectErrorStream(true)
                        .start();
        String said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8))
                        .readLine();
        boolean isMounted = "mounted".equals(said);
        String absent = "no disk can be mounted here, which takes root and util-linux: " + said;
        if (!isMounted && Boolean.getBoolean("checks.required")) {
            fail(absent);
        }
        Assumptions.assumeTrue(isMounted, absent);
        return new SmallDisk(holder, directory);
    }

    /** What to put before a command, so that it sees the disk. */
    List<String> seenBy(List<String> command) {
        List<String> whole = new ArrayList<>();
        whole.addAll(List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount", "--"));
        whole.addAll(command);
        return whole;
    }

    /** Until not one more page can be written. */
    void fill() throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                try {
                    out.write(page);
                } catch (IOException e) {
                    return;
                }
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler);
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
