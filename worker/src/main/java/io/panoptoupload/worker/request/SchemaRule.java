package io.panoptoupload.worker.request;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One schema within the published one, with the keywords that this uses; one that is not known here
 * stops the start. Formats are notes for people, as JSON Schema has it: what counts stands in
 * patterns, so that every validator decides alike.
 *
 * @param at where in the published schema it stands, as a JSON pointer
 * @param keywords as they stand there
 * @param pattern compiled
 * @param required names of fields
 * @param fields by {@code properties}, of an object
 * @param elements by {@code items}
 * @param others by the keywords that hold schemas for the same value
 */
record SchemaRule(
        String at,
        JsonNode keywords,
        @Nullable Pattern pattern,
        List<String> required,
        List<Field> fields,
        @Nullable SchemaRule elements,
        Map<String, List<SchemaRule>> others) {
    /** A field of an object, and the rule for it. */
    record Field(String name, SchemaRule rule) {}

    private static final Set<String> ONE = Set.of("$ref", "if", "then", "else");
    private static final Set<String> SEVERAL = Set.of("allOf", "anyOf", "oneOf");
    private static final Set<String> LIMITS =
            Set.of(
                    "type",
                    "enum",
                    "const",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum",
                    "minItems",
                    "maxItems");
    private static final Set<String> NOTES =
            Set.of("$schema", "$id", "$defs", "title", "description", "default", "format");

    /** Of {@code extensions} alone, whose depth is counted while they are read. */
    private static final String DEPTH = "additionalProperties";

    /** All of a schema. */
    static SchemaRule of(JsonNode published) {
        return new Compiler(published, new HashMap<>()).rule("", published);
    }

    /** Whether it lets nothing pass. */
    boolean isNever() {
        return keywords.isBoolean();
    }

    /** The rules of one keyword, for the same value. */
    List<SchemaRule> also(String keyword) {
        return others.getOrDefault(keyword, List.of());
    }

    /** The rule for a field of that name; null if it is unknown. */
    @Nullable Field field(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return fields.get(i);
            }
        }
        return null;
    }

    /** This rule, or the one that it names for what a value holds. */
    SchemaRule described() {
        return also("$ref").isEmpty() ? this : also("$ref").getFirst().described();
    }

    /** How many elements a list may have. */
    int maxElements() {
        return keywords.path("maxItems").asInt(Integer.MAX_VALUE);
    }

    private record Compiler(JsonNode published, Map<String, SchemaRule> known) {
        SchemaRule rule(String at, JsonNode schema) {
            @Nullable Pattern pattern = null;
            List<String> required = List.of();
            List<Field> fields = new ArrayList<>();
            @Nullable SchemaRule elements = null;
            Map<String, List<SchemaRule>> others = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> each : schema.properties()) {
                String keyword = each.getKey();
                JsonNode value = each.getValue();
                String inside = at + "/" + keyword;
                if (keyword.equals("$ref")) {
                    others.put(keyword, List.of(named(value.asString().substring(1))));
                } else if (keyword.equals("pattern")) {
                    pattern = compiled(value.asString());
                } else if (keyword.equals("required")) {
                    required = value.valueStream().map(JsonNode::asString).toList();
                } else if (keyword.equals("properties")) {
                    value.properties()
                            .forEach(field ->
                                    fields.add(
                                            new Field(
                                                    field.getKey(),
                                                    rule(
                                                            inside + "/" + field.getKey(),
                                                            field.getValue()))));
                } else if (keyword.equals("items")) {
                    elements = rule(inside, value);
                } else if (ONE.contains(keyword)) {
                    others.put(keyword, List.of(rule(inside, value)));
                } else if (SEVERAL.contains(keyword)) {
                    others.put(keyword, several(inside, value));
                } else if (!LIMITS.contains(keyword)
                        && !NOTES.contains(keyword)
                        && !inside.equals("/properties/extensions/" + DEPTH)) {
                    throw new IllegalStateException("the schema has an unknown keyword " + inside);
                }
            }
            return new SchemaRule(
                    at, schema, pattern, required, List.copyOf(fields), elements, others);
        }

        /** In JSON Schema an end is the end, in Java it may be that of the last line. */
        private static Pattern compiled(String pattern) {
            return Pattern.compile(
                    pattern.endsWith("$")
                            ? pattern.substring(0, pattern.length() - 1) + "\\z"
                            : pattern);
        }

        private List<SchemaRule> several(String at, JsonNode schemas) {
            List<SchemaRule> rules = new ArrayList<>();
            for (int i = 0; i < schemas.size(); i++) {
                rules.add(rule(at + "/" + i, schemas.get(i)));
            }
            return List.copyOf(rules);
        }

        private SchemaRule named(String at) {
            @Nullable SchemaRule rule = known.get(at);
            if (rule == null) {
                rule = rule(at, published.at(at));
                known.put(at, rule);
            }
            return rule;
        }
    }
}
