package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Role;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvFactory;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Requests as a spreadsheet writes them: the first row names the fields, each further row is a
 * request. Commas, semicolons or tabs; quotes; with or without a byte order mark.
 */
final class CsvRequests {
    private static final int MAX_HEADER = 64 * 1024;
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final RequestBatch batch;
    private final Path directory;

    /**
     * @param directory where files are that a row names without a directory
     */
    CsvRequests(RequestBatch batch, Path directory) {
        this.batch = batch;
        this.directory = directory;
    }

    private record Row(int line, List<String> cells) {
        boolean isBlank() {
            return cells.stream().allMatch(String::isBlank);
        }
    }

    /**
     * Reads all rows.
     *
     * @param name for messages
     */
    void read(InputStream in, String name) throws IOException {
        BufferedReader text =
                new BufferedReader(
                        new InputStreamReader(
                                in,
                                UTF_8.newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        MAX_HEADER);
        try {
            read(text, separator(text), name);
        } catch (CharacterCodingException e) {
            batch.fault(name + ": is not UTF-8; save it as \"CSV UTF-8\"");
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            batch.fault(
                    "%s:%d: is not valid CSV: %s"
                            .formatted(name, line, String.valueOf(e.getOriginalMessage())));
        }
    }

    private void read(Reader text, char separator, String name) throws IOException {
        CsvMapper mapper =
                CsvMapper.builder(new CsvFactory()).enable(CsvReadFeature.TRIM_SPACES).build();
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
        try (JsonParser parser = mapper.reader(schema).createParser(text)) {
            List<CsvColumn> columns = List.of();
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    continue;
                }
                Row row = row(parser);
                if (row.isBlank() || isSeparatorLine(row)) {
                    continue;
                }
                if (columns.isEmpty()) {
                    columns = header(name + ":" + row.line(), row.cells());
                    if (columns.isEmpty()) {
                        return;
                    }
                } else {
                    request(name + ":" + row.line(), columns, row.cells());
                }
            }
        }
    }

    private static Row row(JsonParser parser) {
        int line = parser.currentLocation().getLineNr();
        List<String> cells = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            cells.add(parser.getString());
        }
        return new Row(line, cells);
    }

    /** As Excel writes it above the names. */
    private static boolean isSeparatorLine(Row row) {
        return row.line() == 1 && row.cells().getFirst().startsWith("sep=");
    }

    /** Empty, with the faults noted, unless every word names a column once. */
    private List<CsvColumn> header(String place, List<String> words) {
        Set<CsvColumn> columns = new LinkedHashSet<>();
        boolean good = true;
        for (String word : words) {
            var column = CsvColumn.of(word.strip());
            if (column.isEmpty()) {
                batch.fault(place + ": " + CsvColumn.unknown(word));
                good = false;
            } else if (!columns.add(column.get())) {
                batch.fault(place + ": column '%s' appears twice".formatted(word));
                good = false;
            }
        }
        return good ? List.copyOf(columns) : List.of();
    }

    private void request(String place, List<CsvColumn> columns, List<String> cells)
            throws IOException {
        if (cells.size() > columns.size()) {
            batch.fault(
                    "%s: has %d fields, but the first row names %d; quote a field that holds a separator"
                            .formatted(place, cells.size(), columns.size()));
            return;
        }
        ObjectNode draft = batch.json().createObjectNode();
        NavigableMap<Integer, String> streams = new TreeMap<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i).strip();
            CsvColumn column = columns.get(i);
            if (!cell.isEmpty()) {
                switch (column.kind()) {
                    case TEXT -> RequestDefaults.put(draft, column.name(), cell);
                    case LIST -> split(cell, ",").forEach(draft.putArray(column.name())::add);
                    case FILE -> streams.put(column.number(), cell);
                    case CAPTIONS -> captions.addAll(split(cell, "\\|"));
                }
            }
        }
        if (!streams.isEmpty() && streams.firstKey() > 1) {
            batch.fault(
                    "%s: has file%d and no file, which is the primary stream"
                            .formatted(place, streams.firstKey()));
            return;
        }
        try {
            add(place, draft, List.copyOf(streams.values()), captions);
        } catch (InvalidPathException e) {
            batch.fault(
                    "%s: '%s' can be no file: %s".formatted(place, e.getInput(), e.getReason()));
        }
    }

    private void add(String place, ObjectNode draft, List<String> streams, List<String> captions)
            throws IOException {
        List<String> addresses = streams.stream().filter(ADDRESS.asMatchPredicate()).toList();
        if (addresses.isEmpty()) {
            List<Path> files = streams.stream().map(directory::resolve).toList();
            List<CaptionFile> texts =
                    captions.stream().map(each -> CaptionFile.of(each).in(directory)).toList();
            batch.add(place, draft, new LocalRecording(files, texts));
        } else if (addresses.size() < streams.size() || !captions.isEmpty()) {
            batch.fault(
                    place
                            + ": mixes files and addresses; such a lecture needs a request of its own"
                            + " (--request)");
        } else {
            ArrayNode array = draft.putArray("streams");
            for (String address : addresses) {
                String role = (array.isEmpty() ? Role.PRIMARY : Role.SECONDARY).wireName();
                ObjectNode stream = array.addObject().put("role", role);
                stream.putObject("source").put("uri", address);
            }
            batch.add(place, draft, LocalRecording.NONE);
        }
    }

    private static List<String> split(String cell, String separator) {
        return Pattern.compile(separator)
                .splitAsStream(cell)
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** The one that the first line has most of, outside of quotes. */
    private static char separator(BufferedReader text) throws IOException {
        text.mark(MAX_HEADER);
        String first = "";
        int read = 0;
        StringBuilder line = new StringBuilder();
        for (int next = text.read();
                next != -1 && read < MAX_HEADER - 1 && first.isEmpty();
                next = text.read()) {
            read++;
            if (next == '\n' || next == '\r') {
                first = line.toString().strip();
                line.setLength(0);
            } else {
                line.append((char) next);
            }
        }
        text.reset();
        String header = (first.isEmpty() ? line.toString() : first).replaceAll("\"[^\"]*\"", "");
        if (header.startsWith("sep=") && header.length() > 4) {
            return header.charAt(4);
        }
        long commas = count(header, ',');
        long semicolons = count(header, ';');
        long tabs = count(header, '\t');
        if (tabs > commas && tabs > semicolons) {
            return '\t';
        }
        return semicolons > commas ? ';' : ',';
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(each -> each == wanted).count();
    }
}
