package io.panoptoupload.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

class InstallationTest {
    @TempDir Path directory;

    @Test
    void unpacks_the_brokers_jars_and_the_programs_and_nothing_else() throws IOException {
        Installation installation = Installation.unpack(jar("one"), lib());

        Path version = Objects.requireNonNull(installation.workerJar().getParent());
        assertThat(version.getParent()).isEqualTo(lib());
        assertThat(installation.workerJar()).hasContent("one");
        assertThat(installation.simulatorJar()).hasContent("simulator");
        assertThat(installation.brokerClassPath())
                .isEqualTo(version.resolve("broker/kafka.jar").toString());
        assertThat(version).isDirectoryNotContaining("glob:**Main.class");
    }

    @Test
    void unpacks_a_version_only_once() throws IOException {
        Path worker = Installation.unpack(jar("one"), lib()).workerJar();
        FileTime then = FileTime.fromMillis(0);
        Files.setLastModifiedTime(worker, then);

        assertThat(Installation.unpack(jar("one"), lib()).workerJar()).isEqualTo(worker);
        assertThat(Files.getLastModifiedTime(worker)).isEqualTo(then);
    }

    @Test
    void replaces_another_version_and_what_an_interrupted_run_left_behind() throws IOException {
        Path first = Installation.unpack(jar("one"), lib()).workerJar();
        Files.createDirectories(lib().resolve("12345678.unfinished/broker"));

        Path second = Installation.unpack(jar("two"), lib()).workerJar();

        assertThat(second).hasContent("two");
        assertThat(first).doesNotExist();
        assertThat(lib().resolve("12345678.unfinished")).doesNotExist();
    }

    @Test
    void another_jar_is_started_from_beside_the_archives_until_it_is_replaced() throws IOException {
        Installation programs =
                new Installation("", directory, directory, directory.resolve("class-archives"));
        Path gateway = jar("one");
        Path first = programs.forManyStarts(gateway);
        assertThat(programs.forManyStarts(gateway)).isEqualTo(first).isNotEqualTo(gateway);

        Files.move(jar("two"), gateway, StandardCopyOption.REPLACE_EXISTING);

        Path second = programs.forManyStarts(gateway);
        assertThat(second).hasSameBinaryContentAs(gateway);
        assertThat(first).doesNotExist();
    }

    private Path lib() {
        return directory.resolve("lib");
    }

    private Path jar(String worker) throws IOException {
        Path jar = directory.resolve(worker + ".jar");
        try (JarOutputStream content = new JarOutputStream(Files.newOutputStream(jar))) {
            add(content, "BOOT-INF/classes/Main.class", "main");
            add(content, "BOOT-INF/lib/kafka.jar", "kafka");
            add(content, "BOOT-INF/classes/programs/panopto-upload-worker.jar", worker);
            add(content, "BOOT-INF/classes/programs/panopto-simulator.jar", "simulator");
        }
        return jar;
    }

    private static void add(JarOutputStream jar, String name, String content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }
}
