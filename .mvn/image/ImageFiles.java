import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lays out what the container image has besides the application: a Java runtime and, where there is
 * no base image to bring it, the C library.
 *
 * <p>The C library is the one that this program itself runs on, since the runtime was made for it.
 * Its licence goes along.
 */
final class ImageFiles {
    /** What the worker and its libraries use, and what is needed to look into a running worker. */
    private static final List<String> MODULES =
            List.of(
                    "java.base",
                    "java.desktop",
                    "java.instrument",
                    "java.logging",
                    "java.management",
                    "java.naming",
                    // spans and metrics over OTLP
                    "java.net.http",
                    "java.rmi",
                    "java.scripting",
                    "java.security.jgss",
                    "java.security.sasl",
                    "java.sql",
                    "java.xml.crypto",
                    "jdk.crypto.ec",
                    "jdk.jcmd",
                    "jdk.jfr",
                    "jdk.management",
                    "jdk.naming.dns",
                    "jdk.net",
                    "jdk.security.auth",
                    "jdk.unsupported",
                    "jdk.zipfs");

    private static final Path COPYRIGHT = Path.of("/usr/share/doc/libc6/copyright");
    private static final String USER = "panopto:x:10001:10001:panopto:/nonexistent:/sbin/nologin\n";

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        String architecture = args[1];
        boolean nothingBelow = args[2].equals("scratch");
        String own = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        if (!own.equals(architecture)) {
            throw new IllegalStateException(
                    "The runtime is this machine's and so is the image's architecture: add"
                            + " -Dimage.architecture="
                            + own);
        }
        delete(directory);
        Path runtime = Files.createDirectories(directory.resolve("runtime/opt"));
        link(runtime.resolve("java"));
        Path system = Files.createDirectories(directory.resolve("system"));
        Files.createDirectories(system.resolve("tmp"));
        if (nothingBelow) {
            write(system, "etc/passwd", "root:x:0:0:root:/:/sbin/nologin\n" + USER);
            write(system, "etc/group", "root:x:0:\npanopto:x:10001:\n");
            write(system, "etc/nsswitch.conf", "hosts: files dns\n");
            cLibrary(system);
        }
    }

    private static void link(Path runtime) throws IOException {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        PrintWriter out = new PrintWriter(System.out, true);
        int exit =
                jlink.run(
                        out,
                        out,
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--generate-cds-archive",
                        "--output",
                        runtime.toString());
        if (exit != 0) {
            throw new IllegalStateException("jlink ended with " + exit);
        }
        // for heaps beyond 32 GiB, which a worker never has
        Files.deleteIfExists(runtime.resolve("lib/server/classes_nocoops.jsa"));
    }

    private static void cLibrary(Path system) throws IOException {
        Set<Path> libraries = loaded();
        if (libraries.stream().noneMatch(file -> file.endsWith("libc.so.6"))) {
            throw new IllegalStateException(
                    "There is no glibc to copy among "
                            + libraries
                            + "; build on a Linux with glibc 2.34 or later, or upon an image that"
                            + " has a C library: -Dimage.base=…");
        }
        if (!Files.exists(COPYRIGHT)) {
            throw new IllegalStateException(
                    "The C library's licence has to go along and is not at "
                            + COPYRIGHT
                            + "; build on Debian or Ubuntu, or upon an image that has a C library:"
                            + " -Dimage.base=…");
        }
        for (Path library : libraries) {
            copy(library, system.resolve("." + library).normalize());
            if (library.getFileName().toString().startsWith("ld-linux")) {
                Path named =
                        Path.of(
                                library.endsWith("ld-linux-aarch64.so.1")
                                        ? "lib/ld-linux-aarch64.so.1"
                                        : "lib64/ld-linux-x86-64.so.2");
                copy(library, system.resolve(named));
            }
        }
        copy(COPYRIGHT, system.resolve("." + COPYRIGHT).normalize());
    }

    /** The libraries of this process that are not Java's own. */
    private static Set<Path> loaded() throws IOException {
        Path java = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .filter(file -> file.startsWith("/") && file.contains(".so"))
                    .map(Path::of)
                    .filter(file -> !file.startsWith(java))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void write(Path system, String file, String content) throws IOException {
        Path target = system.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, content);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
