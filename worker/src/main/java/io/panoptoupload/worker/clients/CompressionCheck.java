package io.panoptoupload.worker.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether this process can read every kind of compressed record. Two of them need a native library,
 * which is unpacked into the temporary directory and loaded from there; where that is forbidden,
 * the first such record would stop its partition, maybe months later.
 */
public final class CompressionCheck {
    /** A variable of the environment, with a directory that may be right. */
    public static final String EXAMPLE = "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=/var/lib/panopto/tmp";

    private static final byte[] SAMPLE = "a request".getBytes(UTF_8);
    private static final int ROOM = 512;

    /** The others are in Java, or can be. */
    private static final List<CompressionType> NATIVE =
            List.of(CompressionType.SNAPPY, CompressionType.ZSTD);

    private CompressionCheck() {}

    /** A line with property, value and what is allowed, if something cannot be read. */
    public static Optional<String> fault() {
        List<String> failed = new ArrayList<>();
        String reason = "";
        for (CompressionType type : NATIVE) {
            Optional<Throwable> fault = fault(type);
            if (fault.isPresent()) {
                failed.add(type.name);
                reason = ReadProbe.reason(fault.get()).lines().findFirst().orElse("");
            }
        }
        return failed.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "java.io.tmpdir: from '%s' no native library can be loaded (%s), so that requests compressed with %s could not be read;"
                                        .formatted(
                                                System.getProperty("java.io.tmpdir"),
                                                reason,
                                                String.join(" or ", failed))
                                + " allowed: a writable directory that is not mounted noexec, as in "
                                + EXAMPLE);
    }

    /** With the client's own code, as it is used for batches. */
    private static Optional<Throwable> fault(CompressionType type) {
        Compression codec = Compression.of(type).build();
        try (ByteBufferOutputStream bytes = new ByteBufferOutputStream(ROOM)) {
            try (OutputStream out = codec.wrapForOutput(bytes, RecordBatch.CURRENT_MAGIC_VALUE)) {
                out.write(SAMPLE);
            }
            ByteBuffer written = bytes.buffer().flip();
            try (InputStream in =
                    codec.wrapForInput(
                            written, RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.create())) {
                byte[] read = in.readAllBytes();
                return Arrays.equals(read, SAMPLE)
                        ? Optional.empty()
                        : Optional.of(new IOException("other bytes came out than went in"));
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            return Optional.of(e);
        }
    }
}
