package io.panoptoupload.messages;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds a changed schema against the one that others were built for, keyword by keyword. Only what
 * is known to be harmless passes: a keyword that cannot be compared must be as it was, or be gone
 * from the reader's side.
 */
final class SchemaChange {
    private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs");

    /** Annotations, and what is compared on its own. */
    private static final Set<String> NOT_COMPARED =
            Set.of("$schema", "$id", "title", "description", "properties", "$defs");

    private static final Set<String> LOWER_LIMITS = Set.of("minimum", "minLength", "minItems");
    private static final Set<String> UPPER_LIMITS = Set.of("maximum", "maxLength", "maxItems");

    private final Side side;
    private final List<String> breaks = new ArrayList<>();

    /** Who was built for the schema as it was. */
    private enum Side {
        WRITERS,
        READERS
    }

    private SchemaChange(Side side) {
        this.side = side;
    }

    /** Where the schema refuses what was valid before, or no longer knows it. */
    static List<String> breaksForOldWriters(JsonNode before, JsonNode now) {
        return breaks(Side.WRITERS, before, now);
    }

    /** Where the schema allows what was not valid before, or no longer promises something. */
    static List<String> breaksForOldReaders(JsonNode before, JsonNode now) {
        return breaks(Side.READERS, before, now);
    }

    private static List<String> breaks(Side side, JsonNode before, JsonNode now) {
        SchemaChange change = new SchemaChange(side);
        change.compare("", before, now);
        return change.breaks;
    }

    private void compare(String at, JsonNode before, JsonNode now) {
        JsonNode written = side == Side.WRITERS ? before : now;
        JsonNode read = side == Side.WRITERS ? now : before;
        if (!written.isObject() || !read.isObject()) {
            require(written.equals(read), at);
            return;
        }
        for (String keyword : read.propertyNames()) {
            String inside = at + "/" + keyword;
            if (keyword.equals("items") && written.has("items")) {
                compare(inside, before.get("items"), now.get("items"));
            } else if (!NOT_COMPARED.contains(keyword)) {
                require(allows(keyword, written.path(keyword), read.get(keyword)), inside);
            }
        }
        require(before.path("default").equals(now.path("default")), at + "/default");
        for (String keyword : NAMED_SCHEMAS) {
            before.path(keyword)
                    .properties()
                    .forEach(known -> named(at + "/" + keyword, known.getKey(), before, now));
        }
    }

    /** Whatever was known must still be known; what is new is new to everybody. */
    private void named(String at, String name, JsonNode before, JsonNode now) {
        String keyword = at.substring(at.lastIndexOf('/') + 1);
        JsonNode known = now.path(keyword).path(name);
        if (known.isMissingNode()) {
            breaks.add(at + "/" + name);
        } else {
            compare(at + "/" + name, before.get(keyword).get(name), known);
        }
    }

    /** Whether nothing that the writer's keyword lets through is refused by the reader's. */
    private static boolean allows(String keyword, JsonNode written, JsonNode read) {
        if (keyword.equals("enum")) {
            return written.isArray() && elements(read).containsAll(elements(written));
        } else if (keyword.equals("required")) {
            return elements(written).containsAll(elements(read));
        } else if (LOWER_LIMITS.contains(keyword)) {
            return written.isNumber() && written.asLong() >= read.asLong();
        } else if (UPPER_LIMITS.contains(keyword)) {
            return written.isNumber() && written.asLong() <= read.asLong();
        }
        return written.equals(read);
    }

    private static List<JsonNode> elements(JsonNode array) {
        return array.valueStream().toList();
    }

    private void require(boolean harmless, String at) {
        if (!harmless && !breaks.contains(at)) {
            breaks.add(at);
        }
    }
}
