package io.panoptoupload.broker;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A Java program to be started as a child of this JVM, on the same JDK. Its output is appended to a
 * file; its environment is this process's plus what is added here.
 */
public final class JavaCommand {
    private final String name;
    private final List<String> jvmOptions = new ArrayList<>();
    private final String classPath;
    private final String mainClass;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private @Nullable Path errors;
    private @Nullable Path classArchive;

    private JavaCommand(String name, String classPath, String mainClass) {
        this.name = name;
        this.classPath = classPath;
        this.mainClass = mainClass;
    }

    /**
     * An executable jar; the name is what messages call the process.
     *
     * @throws ChildFailure if there is no such jar, or it names no main class
     */
    public static JavaCommand jar(String name, Path jar) {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Attributes manifest = opened.getManifest().getMainAttributes();
            JavaCommand command =
                    new JavaCommand(
                            name, jar.toString(), manifest.getValue(Attributes.Name.MAIN_CLASS));
            // The JVM heeds it only with -jar, which leaves no place for the leash; and not as an
            // option that names modules, beside which a class-data archive is of less use.
            return manifest.getValue("Enable-Native-Access") == null
                    ? command
                    : command.jvmOptions("--illegal-native-access=allow");
        } catch (IOException e) {
            throw cannotStart(name, e);
        }
    }

    /** {@code java -cp}; the name is what messages call the process. */
    public static JavaCommand mainClass(String name, String classPath, String mainClass) {
        return new JavaCommand(name, classPath, mainClass);
    }

    public JavaCommand jvmOptions(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /**
     * Starts with what the JVM has kept in a file of the program's classes, at two thirds of the
     * CPU. The JVM makes it at the first end in order, which takes some seconds, and makes it anew
     * once it no longer fits. Only classes out of jars are kept.
     *
     * @param file null for none
     */
    public JavaCommand classArchive(@Nullable Path file) {
        if (file == null) {
            return this;
        }
        classArchive = file.toAbsolutePath();
        // hundreds of warnings name classes that cannot be kept
        return jvmOptions(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + classArchive,
                "-Xlog:disable",
                "-Xlog:all=error:stderr");
    }

    public JavaCommand arguments(String... more) {
        return arguments(List.of(more));
    }

    public JavaCommand arguments(List<String> more) {
        arguments.addAll(more);
        return this;
    }

    /** For secrets, which would be visible to every user of the machine as arguments. */
    public JavaCommand environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Standard error goes to a file of its own instead of the one that standard output goes to. */
    public JavaCommand errors(Path file) {
        errors = file;
        return this;
    }

    /**
     * Starts the program.
     *
     * @param output where standard output (and error, unless given) is appended; made with its
     *     directories if absent
     * @throws ChildFailure if the process cannot be started
     */
    public ChildProcess start(Path output) {
        try {
            Path directory = Files.createDirectories(output.toAbsolutePath().getParent());
            Optional<ClassArchive> archive =
                    classArchive == null
                            ? ClassArchive.of(mainClass, classPath, jvmOptions)
                            : Optional.empty();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            archive.ifPresent(known -> command.addAll(known.jvmOptions()));
            // An archive names each jar of the class path, this one too.
            Path kept = classArchive == null ? null : classArchive.getParent();
            Path leash =
                    LeashJar.in(kept == null ? ClassArchive.directory().orElse(directory) : kept);
            command.addAll(List.of("-cp", classPath + File.pathSeparator + leash));
            command.addAll(List.of(Leash.class.getName(), mainClass));
            command.addAll(arguments);
            ProcessOutput written = ProcessOutput.appendedTo(output);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            if (errors == null) {
                builder.redirectErrorStream(true);
            } else {
                builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            }
            Process process = builder.start();
            archive.ifPresent(known -> known.follow(process));
            return new ChildProcess(name, process, written);
        } catch (IOException e) {
            throw cannotStart(name, e);
        }
    }

    private static ChildFailure cannotStart(String name, IOException cause) {
        ChildFailure failure = new ChildFailure("The " + name + " cannot be started: " + cause);
        failure.initCause(cause);
        return failure;
    }
}
