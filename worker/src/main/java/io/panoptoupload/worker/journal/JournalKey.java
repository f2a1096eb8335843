package io.panoptoupload.worker.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * The key of a journal record. Every kind has a prefix of its own, because a request id may be any
 * visible text, {@code position} included.
 */
public sealed interface JournalKey {

    /** How far the partition's requests have been taken in. One for each partition. */
    record Position() implements JournalKey {
        @Override
        public String text() {
            return "position";
        }
    }

    /** The request as it was accepted. */
    record Request(String id) implements JournalKey {
        @Override
        public String text() {
            return "request:" + id;
        }
    }

    /** Where the job stands. */
    record Job(String id) implements JournalKey {
        @Override
        public String text() {
            return "job:" + id;
        }
    }

    /** Some of the confirmed parts of one of the job's files, or of the list of its files. */
    record Parts(String id, int file, int chunk) implements JournalKey {
        /**
         * Stands where the file's number does in the key of a chunk of the list of files. No file
         * has it, so that earlier versions remove the record with the job, and never read it.
         */
        public static final int FILE_LIST = 999_999_999;

        @Override
        public String text() {
            return "parts:" + file + ":" + chunk + ":" + id;
        }
    }

    /** A cancel command, which may be there before its request is. */
    record Cancel(String id) implements JournalKey {
        @Override
        public String text() {
            return "cancel:" + id;
        }
    }

    String text();

    default byte[] bytes() {
        return text().getBytes(UTF_8);
    }

    /** Empty for a kind that a newer worker may have written. */
    static Optional<JournalKey> parse(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (text.equals("position")) {
            return Optional.of(new Position());
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, colon)) {
            case "request" -> Optional.of(new Request(rest));
            case "job" -> Optional.of(new Job(rest));
            case "cancel" -> Optional.of(new Cancel(rest));
            case "parts" -> parts(rest);
            default -> Optional.empty();
        };
    }

    private static Optional<JournalKey> parts(String text) {
        String[] fields = text.split(":", 3);
        if (fields.length < 3 || !fields[0].matches("\\d{1,9}") || !fields[1].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Parts(fields[2], Integer.parseInt(fields[0]), Integer.parseInt(fields[1])));
    }
}
