package io.panoptoupload.worker.json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what means nothing here and is to be passed on, so that it is written again as it was sent:
 * maps, lists, texts, booleans, nulls and numbers to the last digit.
 */
public final class VerbatimJson extends ValueDeserializer<Object> {
    private VerbatimJson() {}

    /** Lets a mapper read that way whatever has no type of its own. */
    public static JacksonModule module() {
        return new SimpleModule().addDeserializer(Object.class, new VerbatimJson());
    }

    /** The value at the parser's current token; never nested deeper than the parser allows. */
    public static @Nullable Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            default -> parser.getString();
        };
    }

    /** The object that begins at the parser's current token; a null stays among its values. */
    @SuppressWarnings("NullAway") // as the contract's records have it
    public static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken _ = parser.nextToken();
            fields.put(name, read(parser));
        }
        return fields;
    }

    private static List<@Nullable Object> list(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser));
        }
        return elements;
    }

    private static Number number(JsonParser parser) {
        String text = parser.getString();
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && !text.equals("-0")) {
            return parser.getNumberValue();
        }
        double nearest = Double.parseDouble(text);
        return Double.toString(nearest).equals(text) ? nearest : new VerbatimNumber(text);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
        return read(parser);
    }
}
