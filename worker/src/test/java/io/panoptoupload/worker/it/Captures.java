package io.panoptoupload.worker.it;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Recordings whose bytes follow from their names, so that another time they are the same. */
record Captures(Path directory) {
    Path write(String name, long size) {
        return TestFiles.write(directory, name, size, name.hashCode());
    }

    /** What a worker pins a file by: journals hold it, so its form may not change. */
    String pin(String name) {
        try {
            Map<String, Object> now =
                    Files.readAttributes(
                            directory.resolve(name), "unix:size,lastModifiedTime,ctime,ino");
            return "%s m%dc%di%s"
                    .formatted(
                            now.get("size"),
                            nanos(now.get("lastModifiedTime")),
                            nanos(now.get("ctime")),
                            now.get("ino"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long nanos(@Nullable Object time) {
        return ((FileTime) Objects.requireNonNull(time)).to(TimeUnit.NANOSECONDS);
    }

    /** All files with their sizes and pins. */
    JsonNode described() {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        try (var files = Files.list(directory)) {
            for (Path file : new TreeSet<>(files.toList())) {
                String name = file.getFileName().toString();
                all.putObject(name).put("size", Files.size(file)).put("pin", pin(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
