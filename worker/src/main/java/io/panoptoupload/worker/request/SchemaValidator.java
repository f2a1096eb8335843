package io.panoptoupload.worker.request;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates one value against rules. A value that breaks none of them leaves next to nothing
 * behind: requests may have tens of thousands of values (docs/performance.md has what a library
 * costs).
 */
final class SchemaValidator {
    private final Map<Pattern, Matcher> matchers = new HashMap<>();
    private final List<Object> path = new ArrayList<>();

    /** Adds a fault for each rule that the value breaks. */
    void validate(SchemaRule rule, JsonNode value, Faults faults) {
        if (rule.isNever()) {
            add("false", rule, value, faults);
            return;
        }
        JsonNode type = rule.keywords().path("type");
        if (type.isString() && !isOf(type.asString(), value)) {
            add("type", rule, value, faults);
            return;
        }
        scalar(rule, value, faults);
        if (value.isObject()) {
            object(rule, value, faults);
        } else if (value.isArray()) {
            list(rule, value, faults);
        }
        others(rule, value, faults);
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalStateException("the schema has an unknown type " + type);
        };
    }

    private void scalar(SchemaRule rule, JsonNode value, Faults faults) {
        JsonNode keywords = rule.keywords();
        JsonNode only = keywords.path("const");
        if (!only.isMissingNode() && !only.equals(value)) {
            add("const", rule, value, faults);
        }
        JsonNode choices = keywords.path("enum");
        if (choices.isArray() && choices.valueStream().noneMatch(value::equals)) {
            add("enum", rule, value, faults);
        }
        if (value.isString()) {
            text(rule, value, faults);
        } else if (value.isIntegralNumber()) {
            number(rule, value, faults);
        }
    }

    private void text(SchemaRule rule, JsonNode value, Faults faults) {
        String text = value.asString();
        if (text.length() < rule.keywords().path("minLength").asInt(0)) {
            add("minLength", rule, value, faults);
        } else if (text.length() > rule.keywords().path("maxLength").asInt(Integer.MAX_VALUE)) {
            // Before the pattern, which need not go through it then.
            add("maxLength", rule, value, faults);
        } else if (rule.pattern() != null && !matcher(rule.pattern()).reset(text).find()) {
            add("pattern", rule, value, faults);
        }
    }

    private Matcher matcher(Pattern pattern) {
        @Nullable Matcher matcher = matchers.get(pattern);
        if (matcher == null) {
            matcher = pattern.matcher("");
            matchers.put(pattern, matcher);
        }
        return matcher;
    }

    private void number(SchemaRule rule, JsonNode value, Faults faults) {
        JsonNode least = rule.keywords().path("minimum");
        JsonNode most = rule.keywords().path("maximum");
        if (least.isNumber() && value.bigIntegerValue().compareTo(least.bigIntegerValue()) < 0) {
            add("minimum", rule, value, faults);
        }
        if (most.isNumber() && value.bigIntegerValue().compareTo(most.bigIntegerValue()) > 0) {
            add("maximum", rule, value, faults);
        }
    }

    private void object(SchemaRule rule, JsonNode value, Faults faults) {
        List<String> required = rule.required();
        for (int i = 0; i < required.size(); i++) {
            if (!value.has(required.get(i))) {
                path.add(required.get(i));
                add("required", rule, value, faults);
                path.removeLast();
            }
        }
        List<SchemaRule.Field> fields = rule.fields();
        for (int i = 0; i < fields.size(); i++) {
            SchemaRule.Field field = fields.get(i);
            JsonNode given = value.get(field.name());
            if (given != null) {
                path.add(field.name());
                validate(field.rule(), given, faults);
                path.removeLast();
            }
        }
    }

    private void list(SchemaRule rule, JsonNode value, Faults faults) {
        if (value.size() < rule.keywords().path("minItems").asInt(0)) {
            add("minItems", rule, value, faults);
        }
        if (value.size() > rule.maxElements()) {
            add("maxItems", rule, value, faults);
        }
        SchemaRule elements = rule.elements();
        for (int i = 0; elements != null && i < value.size(); i++) {
            path.add(i);
            validate(elements, value.get(i), faults);
            path.removeLast();
        }
    }

    private void others(SchemaRule rule, JsonNode value, Faults faults) {
        if (rule.others().isEmpty()) {
            return;
        }
        all(rule.also("$ref"), value, faults);
        all(rule.also("allOf"), value, faults);
        List<SchemaRule> condition = rule.also("if");
        if (!condition.isEmpty()) {
            all(rule.also(passes(condition.getFirst(), value) ? "then" : "else"), value, faults);
        }
        List<SchemaRule> any = rule.also("anyOf");
        if (!any.isEmpty() && passing(any, value) == 0) {
            add("anyOf", rule, value, faults);
        }
        List<SchemaRule> one = rule.also("oneOf");
        if (!one.isEmpty() && passing(one, value) != 1) {
            add("oneOf", rule, value, faults);
        }
    }

    private void all(List<SchemaRule> rules, JsonNode value, Faults faults) {
        for (int i = 0; i < rules.size(); i++) {
            validate(rules.get(i), value, faults);
        }
    }

    private int passing(List<SchemaRule> rules, JsonNode value) {
        int passing = 0;
        for (SchemaRule rule : rules) {
            passing += passes(rule, value) ? 1 : 0;
        }
        return passing;
    }

    private boolean passes(SchemaRule rule, JsonNode value) {
        Faults faults = new Faults();
        validate(rule, value, faults);
        return faults.isEmpty();
    }

    private void add(String keyword, SchemaRule rule, JsonNode value, Faults faults) {
        faults.add(() -> SchemaFaults.fault(path, keyword, rule, value));
    }
}
