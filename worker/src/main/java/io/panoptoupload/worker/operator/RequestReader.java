package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Reads requests from files or standard input: JSON, JSON Lines or CSV. */
final class RequestReader {
    /** Far above what intake takes; so a wrong file does not fill the memory. */
    private static final int MAX_LINE = 4 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(UTF_8);

    private final RequestBatch batch;

    RequestReader(RequestBatch batch) {
        this.batch = batch;
    }

    /**
     * The one request in a file.
     *
     * @param name for messages
     */
    void one(InputStream in, String name) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER);
        skipMark(buffered);
        boolean _ = add(name, buffered.readNBytes(MAX_LINE));
    }

    /** Not what is in another encoding, though JSON's reader would recognise UTF-16. */
    private boolean add(String place, byte[] value) {
        boolean known = isUtf8(value);
        if (known) {
            batch.add(place, value);
        } else {
            batch.fault(place + ": is not UTF-8; save it as UTF-8");
        }
        return known;
    }

    /** No JSON has the zeros of other encodings. */
    private static boolean isUtf8(byte[] value) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).chars().noneMatch(c -> c == 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Many requests: CSV or JSON Lines by the file's name, or else by how it begins.
     *
     * @param file for messages, and where the files that it names are; {@code -} is standard input
     */
    void many(InputStream in, Path file) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER);
        skipMark(buffered);
        if (isCsv(buffered, file.toString().toLowerCase(Locale.ROOT))) {
            Path parent = file.toAbsolutePath().getParent();
            Path directory = file.toString().equals("-") || parent == null ? Path.of("") : parent;
            new CsvRequests(batch, directory).read(buffered, file.toString());
        } else {
            lines(buffered, file.toString());
        }
        if (batch.isEmpty()) {
            batch.fault(file + ": holds no request");
        }
    }

    /** Windows writes it before text of every kind. */
    private static void skipMark(InputStream in) throws IOException {
        in.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.reset();
        }
    }

    private static boolean isCsv(InputStream in, String name) throws IOException {
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return true;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return false;
        }
        in.mark(BUFFER);
        int first = in.read();
        for (int i = 1; i < BUFFER && (first == ' ' || first == '\r' || first == '\n'); i++) {
            first = in.read();
        }
        in.reset();
        return (first < 0x80 && Character.isLetter(first)) || first == '"';
    }

    /** Requests, one a line; empty lines are skipped. */
    private void lines(InputStream in, String name) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int number = 0;
        int next;
        do {
            next = in.read();
            if (next != '\n' && next != -1) {
                line.write(next);
                if (line.size() > MAX_LINE) {
                    batch.fault("%s:%d: is too long for a request".formatted(name, number + 1));
                    return;
                }
                continue;
            }
            number++;
            byte[] value = line.toByteArray();
            line.reset();
            if (!isBlank(value) && !add(name + ":" + number, value)) {
                return;
            }
        } while (next != -1);
    }

    /** The file, or standard input for {@code -}. */
    static InputStream open(Path file, InputStream in) throws IOException {
        return file.toString().equals("-") ? in : Files.newInputStream(file);
    }

    private static boolean isBlank(byte[] value) {
        for (byte each : value) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }
}
