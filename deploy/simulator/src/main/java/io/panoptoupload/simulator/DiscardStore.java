package io.panoptoupload.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Forgets all bytes but those of the manifests, which have to be read later. */
final class DiscardStore implements FileStore {
    /** A manifest larger than this is cut, and then fails as any broken one. */
    private static final int MAX_MANIFEST_BYTES = 8 * 1024 * 1024;

    @Override
    public Writer create(String upload, String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".xml") ? new Kept() : new Forgotten();
    }

    @Override
    public Contents join(String upload, String name, List<Contents> parts) throws IOException {
        var whole = new ByteArrayOutputStream();
        for (Contents part : parts) {
            whole.writeBytes(part.read());
        }
        return new InMemory(whole.toByteArray());
    }

    @Override
    public Optional<Path> directory() {
        return Optional.empty();
    }

    private static final class Kept implements Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(ByteBuffer buffer) {
            byte[] chunk =
                    new byte[Math.min(buffer.remaining(), MAX_MANIFEST_BYTES - bytes.size())];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
        }

        @Override
        public Contents finish() {
            return new InMemory(bytes.toByteArray());
        }

        @Override
        public void abandon() {}
    }

    private static final class Forgotten implements Writer {
        @Override
        public void write(ByteBuffer bytes) {}

        @Override
        public Contents finish() {
            return new InMemory(new byte[0]);
        }

        @Override
        public void abandon() {}
    }

    private static final class InMemory implements Contents {
        private final byte[] bytes;

        private InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte[] read() {
            return bytes.clone();
        }

        @Override
        public Optional<Path> file() {
            return Optional.empty();
        }

        @Override
        public void delete() {}
    }
}
