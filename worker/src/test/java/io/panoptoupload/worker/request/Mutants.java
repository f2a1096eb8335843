package io.panoptoupload.worker.request;

import io.panoptoupload.messages.UploadRequest;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** Every example with one value changed, at every place: the same ones for the same seed. */
final class Mutants {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build();

    private static final List<String> EXAMPLES =
            List.of(
                    "minimal",
                    "full",
                    "add-to-session",
                    "cancel",
                    "retry",
                    "retry-with-new-content");

    /** In the place of every value. */
    private static final List<String> ALWAYS =
            List.of("null", "true", "0", "-1", "1.5", "\"\"", "\"1\"", "{}", "[]", "[null]");

    /** Some of these as well. */
    private static final List<String> SOMETIMES =
            List.of(
                    "1",
                    "5.0",
                    "2e3",
                    "1e30",
                    "-0",
                    "2147483647",
                    "2147483648",
                    "9007199254740992",
                    "123456789012345678901234567890",
                    "1700000000",
                    "\" \"",
                    "\"x\"",
                    "\"a b\"",
                    "\"\\u0000\"",
                    "\"\\u200b\\u0007\"",
                    "\"a\\u0001b\\r\\n\\tc\"",
                    "\"\\ud83d\\ude00\"",
                    "\"\\ud800\"",
                    "\"1700000000\"",
                    "\"PT0S\"",
                    "\"PT1S\"",
                    "\"-PT1S\"",
                    "\"PT-1S\"",
                    "\"P7D\"",
                    "\"P8D\"",
                    "\"P7DT1S\"",
                    "\"PT168H\"",
                    "\"PT0.000000001S\"",
                    "\"PT1.0000000001S\"",
                    "\"P1Y\"",
                    "\"P\"",
                    "\"2026-11-23T09:00:00Z\"",
                    "\"2026-11-23t09:00:00z\"",
                    "\"2026-11-23T09:00:00\"",
                    "\"2026-11-23\"",
                    "\"2026-11-23T09:00Z\"",
                    "\"2026-02-29T09:00:00Z\"",
                    "\"2024-02-29T09:00:00+14:00\"",
                    "\"2026-11-23T09:00:00+18:00\"",
                    "\"2026-06-30T23:59:60Z\"",
                    "\"0000-01-01T00:00:00Z\"",
                    "\"0001-01-01T00:00:00Z\"",
                    "\"9999-12-31T23:59:59Z\"",
                    "\"+10000-01-01T00:00:00Z\"",
                    "\"-0001-01-01T00:00:00Z\"",
                    "\"2026-11-23T09:00:00.123456789Z\"",
                    "\"2026-11-23T09:00:00.1234567891Z\"",
                    "\"6C1D8A52-0F0E-4F5E-9D3B-0A6F1F3C2B11\"",
                    "\"{6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11}\"",
                    "\"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\\n\"",
                    "\"file:/a\"",
                    "\"file:a\"",
                    "\"http://a/b\"",
                    "\"https://a/b\"",
                    "\"s3://a/b\"",
                    "\"s3://a/b/c\"",
                    "\"/captures/a.mp4\"",
                    "\"file:///a\\u0000\"",
                    "\"%zz\"",
                    "\"http://\"",
                    "\"#a#b\"",
                    "\"primary\"",
                    "\"Primary\"",
                    "\"retry\"",
                    "\"cancel\"",
                    "\"de\"",
                    "\"en_US\"",
                    "\"text/plain; charset=utf-8\"",
                    "\"crc32\"",
                    "\"cbf43926\"",
                    "\"public\"",
                    "[[]]",
                    "[\"x\"]",
                    "[{}]");

    private final Map<String, JsonNode> mutants = new LinkedHashMap<>();
    private final Random random;

    private Mutants(long seed) {
        this.random = new Random(seed);
    }

    /** By what was changed. */
    static Map<String, JsonNode> of(long seed) {
        Mutants all = new Mutants(seed);
        for (String example : EXAMPLES) {
            JsonNode request = example(example);
            all.mutants.put(example, request);
            all.change(example, request, request);
        }
        return all.mutants;
    }

    private void change(String at, JsonNode whole, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode before = object.get(name);
                object.remove(name);
                add(at + "/" + name + " dropped", whole);
                for (String value : values()) {
                    object.set(name, JSON.readTree(value));
                    add(at + "/" + name + " " + value, whole);
                }
                object.set(name, before);
                if (!name.equals("extensions")) {
                    change(at + "/" + name, whole, before);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                for (String value : values()) {
                    array.set(i, JSON.readTree(value));
                    add(at + "/" + i + " " + value, whole);
                }
                array.set(i, before);
                change(at + "/" + i, whole, before);
            }
        }
    }

    private Stream<String> chosen() {
        return SOMETIMES.stream().filter(_ -> random.nextInt(4) == 0);
    }

    private List<String> values() {
        List<String> values = new ArrayList<>(ALWAYS);
        chosen().forEach(values::add);
        return values;
    }

    private void add(String change, JsonNode whole) {
        mutants.put(change, whole.deepCopy());
    }

    /** As it is sent, halves of surrogate pairs included. */
    static String text(JsonNode mutant) {
        return JSON.writeValueAsString(mutant);
    }

    /** A request as it counts: without nulls, but for those in its extensions. */
    static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                if (object.get(name).isNull()) {
                    object.remove(name);
                } else if (!name.equals("extensions")) {
                    JsonNode _ = withoutNulls(object.get(name));
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.removeIf(JsonNode::isNull);
            array.forEach(Mutants::withoutNulls);
        }
        return node;
    }

    private static JsonNode example(String name) {
        String resource = "examples/requests/" + name + ".json";
        try (InputStream in =
                Objects.requireNonNull(
                        UploadRequest.class.getResourceAsStream(resource), resource)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
