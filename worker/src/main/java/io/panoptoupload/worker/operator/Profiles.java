package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.fault.ShellWord;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Installations by name: files of the worker's properties that a person keeps.
 *
 * @param directory where {@code NAME.properties} are
 */
public record Profiles(Path directory) {
    private static final String EXTENSION = ".properties";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Pattern SECRET =
            Pattern.compile(".*(password|secret|token|jaas|private-?key|credential).*");

    /**
     * Of who started this process: below {@code XDG_CONFIG_HOME}, or else below {@code ~/.config}.
     */
    public static Profiles of(Map<String, String> environment, String home) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = configured.isEmpty() ? Path.of(home, ".config") : Path.of(configured);
        return new Profiles(config.resolve("panopto-upload"));
    }

    /**
     * The properties of a profile, and those of the command line, which come first.
     *
     * @param profile its name; null for none
     * @param given {@code --name=value}
     * @param warning takes a line for secrets that others can read
     * @throws CommandFault naming the file, and the profiles that there are
     */
    public List<String> properties(
            @Nullable String profile, List<String> given, Consumer<String> warning) {
        if (profile == null) {
            return given;
        }
        Set<String> overridden =
                given.stream().map(Profiles::canonical).collect(Collectors.toUnmodifiableSet());
        List<String> all = new ArrayList<>();
        read(profile, warning)
                .forEach((name, value) -> {
                    String property = "--" + name + "=" + value;
                    if (!overridden.contains(canonical(property))) {
                        all.add(property);
                    }
                });
        all.addAll(given);
        return all;
    }

    private Map<Object, Object> read(String profile, Consumer<String> warning) {
        if (!NAME.matcher(profile).matches()) {
            throw CommandFault.usage(
                    List.of(
                            "--profile: '%s' is no name; allowed: letters, digits, '.', '_' and '-'"
                                    .formatted(profile)));
        }
        Path file = directory.resolve(profile + EXTENSION);
        if (!Files.isRegularFile(file)) {
            throw CommandFault.usage(
                    List.of("--profile: there is no file %s; %s".formatted(file, known())));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFault.usage(
                    List.of("--profile: %s cannot be read: %s".formatted(file, e.getMessage())));
        }
        if (hasSecret(properties) && othersMayRead(file)) {
            warning.accept(
                    "WARNING: others can read the secrets in %s; chmod 600 %s"
                            .formatted(file, ShellWord.of(file.toString())));
        }
        return properties;
    }

    private String known() {
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .forEach(names::add);
            return names.isEmpty()
                    ? "there are no profiles in " + directory
                    : "there are: " + String.join(", ", names);
        } catch (IOException e) {
            return "there are no profiles, " + directory + " cannot be read";
        }
    }

    private static boolean hasSecret(Properties properties) {
        return properties.stringPropertyNames().stream()
                .anyMatch(name -> SECRET.matcher(name.toLowerCase(Locale.ROOT)).matches());
    }

    private static boolean othersMayRead(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.GROUP_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // No such permissions on this file system.
            return false;
        }
    }

    /** However it is spelled; an element of a list is the list, which is read from one place. */
    private static String canonical(String property) {
        int end = property.indexOf('=');
        String name = end < 0 ? property : property.substring(0, end);
        return name.replaceAll("[-_]|\\[\\d+]$", "").toLowerCase(Locale.ROOT);
    }
}
