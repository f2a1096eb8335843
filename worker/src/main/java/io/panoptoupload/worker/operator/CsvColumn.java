package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a column of a CSV file holds.
 *
 * @param name as the reference has it; of a field of the request its path
 */
record CsvColumn(Kind kind, String name) {
    /** How a cell is understood. */
    enum Kind {
        TEXT,
        /** Separated by commas. */
        LIST,
        /** A path or an address; the one with the lowest number is the primary stream. */
        FILE,
        /** Each {@code [LANGUAGE=]FILE}, separated by bars. */
        CAPTIONS
    }

    /** In which people look for a field, in lower case. */
    private static final Map<String, CsvColumn> KNOWN = known();

    private static final Pattern FILE = Pattern.compile("(file|stream)[ _-]?[1-9]?\\d?");
    private static final String EXTENSIONS = "extensions.";

    private static Map<String, CsvColumn> known() {
        Map<String, CsvColumn> known = new LinkedHashMap<>();
        for (String path :
                List.of(
                        "requestId",
                        "folderId",
                        "title",
                        "description",
                        "recordedAt",
                        "access",
                        "addToSession",
                        "creator.firstName",
                        "creator.lastName",
                        "creator.email",
                        "options.priority",
                        "options.notBefore",
                        "options.deadline")) {
            CsvColumn column = new CsvColumn(Kind.TEXT, path);
            known.put(path.toLowerCase(Locale.ROOT), column);
            if (path.startsWith("options.")) {
                known.put(path.substring("options.".length()).toLowerCase(Locale.ROOT), column);
            }
        }
        known.put("tags", new CsvColumn(Kind.LIST, "tags"));
        known.put("captions", new CsvColumn(Kind.CAPTIONS, "captions"));
        return known;
    }

    /** Of a word of the first row; empty if there is no such column. */
    static Optional<CsvColumn> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (FILE.matcher(lower).matches()) {
            String digits = lower.replaceAll("\\D", "");
            return Optional.of(
                    new CsvColumn(Kind.FILE, "file" + (digits.equals("1") ? "" : digits)));
        }
        if (lower.startsWith(EXTENSIONS) && word.length() > EXTENSIONS.length()) {
            return Optional.of(
                    new CsvColumn(Kind.TEXT, EXTENSIONS + word.substring(EXTENSIONS.length())));
        }
        @Nullable CsvColumn known = KNOWN.get(lower.replaceAll("[ _-]", ""));
        return Optional.ofNullable(known);
    }

    /** Of a column of files: {@code file} is 1, {@code file2} is 2. */
    int number() {
        String digits = name.replaceAll("\\D", "");
        return digits.isEmpty() ? 1 : Integer.parseInt(digits);
    }

    /** What is wrong with a word that names no column. */
    static String unknown(String word) {
        return "'%s' is no column; there are file, file2 …, captions, tags, %s and extensions.NAME"
                .formatted(
                        word,
                        String.join(
                                ", ",
                                KNOWN.values().stream()
                                        .filter(column -> column.kind == Kind.TEXT)
                                        .map(CsvColumn::name)
                                        .distinct()
                                        .map(name -> name.replace("options.", ""))
                                        .toList()));
    }
}
