package io.panoptoupload.simulator;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps files below a directory, one directory for each upload. */
final class DiskStore implements FileStore {
    private final Path directory;
    private final AtomicLong parts = new AtomicLong();

    DiskStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public Writer create(String upload, String name) throws IOException {
        Path home = Files.createDirectories(directory.resolve(upload));
        // A name of its own for each attempt: two of the same part may arrive at once.
        Path part = home.resolve(".part-" + parts.incrementAndGet());
        FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE);
        return new Writer() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public Contents finish() throws IOException {
                channel.close();
                return new OnDisk(part);
            }

            @Override
            public void abandon() throws IOException {
                channel.close();
                Files.deleteIfExists(part);
            }
        };
    }

    @Override
    public Contents join(String upload, String name, List<Contents> parts) throws IOException {
        List<Path> files = parts.stream().map(part -> ((OnDisk) part).path()).toList();
        Path whole = files.getFirst();
        try (FileChannel out = FileChannel.open(whole, APPEND)) {
            for (Path part : files.subList(1, files.size())) {
                append(part, out);
                Files.delete(part);
            }
        }
        Path file = directory.resolve(upload).resolve(name);
        return new OnDisk(Files.move(whole, file, REPLACE_EXISTING));
    }

    private static void append(Path part, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(part, READ)) {
            long size = in.size();
            for (long done = 0; done < size; ) {
                done += in.transferTo(done, size - done, out);
            }
        }
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(directory);
    }

    private record OnDisk(Path path) implements Contents {
        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public byte[] read() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        public void delete() throws IOException {
            Files.deleteIfExists(path);
        }
    }
}
