package io.panoptoupload.worker.transfer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A response's status line and headers.
 *
 * @param headers by name in any case
 */
record ResponseHead(int status, String reason, Map<String, List<String>> headers) {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_LINES = 200;

    /** Reads up to the empty line, skipping interim responses. */
    static ResponseHead read(InputStream in) throws IOException {
        ResponseHead head = one(in);
        for (int i = 0; head.status / 100 == 1 && i < MAX_LINES; i++) {
            head = one(in);
        }
        return head;
    }

    private static ResponseHead one(InputStream in) throws IOException {
        String[] start = line(in).split(" ", 3);
        if (start.length < 2 || !start[0].startsWith("HTTP/1.") || !start[1].matches("\\d{3}")) {
            throw new IOException("the response is not HTTP/1.1");
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < MAX_LINES; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                return new ResponseHead(
                        Integer.parseInt(start[1]), start.length == 3 ? start[2] : "", headers);
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("a header of the response has no name");
            }
            headers.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        throw new IOException("the response has more than " + MAX_LINES + " headers");
    }

    /** Without its end; its contents are never quoted in faults, since they may be secret. */
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < MAX_LINE) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended before the response did");
            }
            if (next == '\n') {
                String text = line.toString(ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
        throw new IOException("a line of the response is longer than " + MAX_LINE + " bytes");
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    boolean isChunked() {
        return header("Transfer-Encoding").filter(e -> e.equalsIgnoreCase("chunked")).isPresent();
    }

    /** Whether the server keeps the connection open behind this response. */
    boolean keepsAlive() {
        return header("Connection")
                .filter(value -> value.toLowerCase(Locale.ROOT).contains("close"))
                .isEmpty();
    }
}
