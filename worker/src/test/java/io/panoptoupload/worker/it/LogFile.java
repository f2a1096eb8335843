package io.panoptoupload.worker.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The one segment of a partition, as a broker keeps it on disk. */
record LogFile(Path file) {
    private static final int BATCH_OVERHEAD = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int CONTROL = 0x20;

    /**
     * A batch of records.
     *
     * @param offset of its first record
     * @param position of its first byte
     * @param size in bytes
     * @param control whether it is the marker that ends a transaction
     */
    record Batch(long offset, int position, int size, boolean control) {}

    /**
     * @param broker the broker's directory
     */
    static LogFile of(Path broker, String topic, int partition) {
        String name = topic + "-" + partition;
        try (Stream<Path> files = Files.walk(broker)) {
            return new LogFile(
                    files.filter(file -> file.toString().endsWith(".log"))
                            .filter(file -> broker.relativize(file).toString().contains(name + "/"))
                            .findFirst()
                            .orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Batch> batches() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Batch> batches = new ArrayList<>();
        while (bytes.remaining() > BATCH_OVERHEAD) {
            int at = bytes.position();
            int size = bytes.getInt(at + Long.BYTES) + BATCH_OVERHEAD;
            boolean control = (bytes.getShort(at + ATTRIBUTES_AT) & CONTROL) != 0;
            batches.add(new Batch(bytes.getLong(at), at, size, control));
            bytes.position(at + size);
        }
        return batches;
    }

    /** As a leader leaves it that did not have the rest. The broker must not run. */
    void cutBefore(Batch batch) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(batch.position());
        }
    }

    /** As a disk or a bad cable does. */
    void flip(long position) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 1));
            channel.write(one.flip(), position);
        }
    }

    /** A bit of the last record's value: the batch's checksum does not hold any more. */
    void flipValue(Batch batch) throws IOException {
        flip(batch.position() + batch.size() - 5L);
    }

    /** A length that goes beyond what the broker has. */
    void otherLength(Batch batch) throws IOException {
        flip(batch.position() + Long.BYTES);
    }

    /** A version of the format that nobody knows. */
    void otherMagic(Batch batch) throws IOException {
        flip(batch.position() + MAGIC_AT);
    }

    /** A compression that nobody knows, in a batch whose checksum holds. */
    void unknownCodec(Batch batch) throws IOException {
        change(
                batch,
                bytes -> bytes.put(ATTRIBUTES_AT + 1, (byte) (bytes.get(ATTRIBUTES_AT + 1) | 7)));
    }

    /** Compressed content that ends too early, in a batch whose checksum holds. */
    void brokenContent(Batch batch) throws IOException {
        change(
                batch,
                bytes -> {
                    for (int i = batch.size() / 2; i < batch.size(); i++) {
                        bytes.put(i, (byte) 0);
                    }
                });
    }

    private void change(Batch batch, Consumer<ByteBuffer> change) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(batch.size());
            channel.read(bytes, batch.position());
            change.accept(bytes);
            CRC32C crc = new CRC32C();
            crc.update(bytes.array(), ATTRIBUTES_AT, batch.size() - ATTRIBUTES_AT);
            bytes.putInt(CRC_AT, (int) crc.getValue());
            channel.write(bytes.rewind(), batch.position());
        }
    }
}
