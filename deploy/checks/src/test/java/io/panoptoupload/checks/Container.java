package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that has an image's files and no others, all of them read-only but for {@code /tmp},
 * and the image's user: what a container engine makes of it, apart from the network and the limits.
 */
final class Container implements AutoCloseable {
    /** $1 is the root, $2 the user, then the command; what is mounted goes with the process. */
    private static final String ENTER =
            """
            set -e
            root=$1; user=$2; shift 2
            mount --bind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            for file in /etc/hosts /etc/resolv.conf; do mount --bind "$file" "$root$file"; done
            while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done
            shift
            mount -o remount,ro,bind "$root"
            exec chroot --userspec="$user" "$root" "$@"
            """;

    private final Process process;

    /**
     * @param volumes directories here by their path inside
     */
    Container(Image image, Map<String, String> environment, Map<Path, String> volumes, Path log)
            throws IOException {
        Tool unshare = Tool.named("unshare", "util-linux");
        // No tool: nothing that .ci/run could install.
        Assumptions.assumeTrue(
                mayMount(unshare),
                "only root, and not in every container, can give a process a root of its own");
        for (String directory : List.of("proc", "dev", "tmp")) {
            Files.createDirectories(image.root().resolve(directory));
        }
        for (String file : List.of("hosts", "resolv.conf")) {
            Files.writeString(image.root().resolve("etc").resolve(file), "");
        }
        List<String> command = new ArrayList<>();
        command.add(unshare.program().toString());
        command.addAll(List.of("--mount", "sh", "-c", ENTER, "sh"));
        command.add(image.root().toString());
        command.add(image.user());
        for (Map.Entry<Path, String> volume : volumes.entrySet()) {
            Files.createDirectories(image.root().resolve("." + volume.getValue()));
            command.add(volume.getKey().toString());
            command.add(volume.getValue());
        }
        command.add("--");
        command.addAll(image.command());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(image.environment());
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (a, b) -> a + ":" + b);
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static boolean mayMount(Tool unshare) throws IOException {
        String command = unshare.program().toString();
        Process probe =
                new ProcessBuilder(command, "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
                        .redirectErrorStream(true)
                        .start();
        try (InputStream said = probe.getInputStream()) {
            said.readAllBytes();
        }
        return probe.onExit().join().exitValue() == 0;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The users and groups that the process runs as, as the kernel reports them. */
    List<String> identity() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("Uid:") || line.startsWith("Gid:"))
                .toList();
    }

    /** Stops the process, and waits for its exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            fail("the process did not end within Kubernetes' patience of 30 s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
