package io.panoptoupload.worker.request;

import io.panoptoupload.worker.json.VerbatimJson;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * A first pass over a request's {@code extensions}, which stand in the journal and in every event:
 * how large they are, as they are written there, and how deep. Repeated ones count together.
 */
final class ExtensionsScan {
    static final int MAX_BYTES = 16 * 1024;

    /** The object itself is the first. */
    static final int MAX_LEVELS = 32;

    private final JsonParser parser;
    private long bytes;
    private boolean tooDeep;
    private boolean loneSurrogate;
    private byte[] last = {};

    ExtensionsScan(JsonParser parser) {
        this.parser = parser;
    }

    /** Passes over the object that begins at the parser's current token. */
    void pass() {
        if (bytes > MAX_BYTES) {
            parser.skipChildren();
            return;
        }
        Copy written = new Copy();
        try (JsonGenerator copy = RequestBody.JSON.createGenerator(written)) {
            copy.copyCurrentEvent(parser);
            for (int level = 1; level > 0; ) {
                level += pass(parser.nextToken(), level, copy);
            }
        }
        bytes += written.length;
        last = written.start.toByteArray();
    }

    /** As they were sent; empty if there are none, or too many. */
    Map<String, Object> sent() {
        if (last.length == 0 || tooDeep || loneSurrogate || bytes > MAX_BYTES) {
            return Map.of();
        }
        try (JsonParser copy = RequestBody.JSON.createParser(last)) {
            JsonToken _ = copy.nextToken();
            return VerbatimJson.object(copy);
        }
    }

    /** Returns by how many levels it goes down. */
    private int pass(JsonToken token, int level, JsonGenerator copy) {
        if (token.isStructStart() && level == MAX_LEVELS) {
            tooDeep = true;
            parser.skipChildren();
            copy.writeNull();
            return 0;
        }
        if (token.isNumeric()) {
            // Not as a number: its digits may be a thousand.
            copy.writeNumber(
                    parser.getStringCharacters(),
                    parser.getStringOffset(),
                    parser.getStringLength());
            return 0;
        }
        if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
            loneSurrogate = loneSurrogate || hasLoneSurrogate(parser);
        }
        copy.copyCurrentEvent(parser);
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    /** Many programs read no JSON that has one, in names not even the one that writes it here. */
    private static boolean hasLoneSurrogate(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int end = parser.getStringOffset() + parser.getStringLength();
        for (int i = parser.getStringOffset(); i < end; i++) {
            if (Character.isSurrogate(text[i])) {
                if (i + 1 == end || !Character.isSurrogatePair(text[i], text[i + 1])) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** Adds what is wrong with all that was passed. */
    void addFaults(Faults faults) {
        if (loneSurrogate) {
            faults.add(
                    "extensions",
                    "holds half of a character (a lone surrogate, such as \\ud800); send whole ones");
        }
        if (tooDeep) {
            faults.add(
                    "extensions",
                    "nested more than %d levels deep; send a flatter object".formatted(MAX_LEVELS));
        }
        if (bytes > MAX_BYTES) {
            faults.add(
                    "extensions",
                    "%d bytes; %d are allowed, so send a reference to what is larger"
                            .formatted(bytes, MAX_BYTES));
        }
    }

    /** Counts all, and keeps no more than may be. */
    private static final class Copy extends OutputStream {
        private final ByteArrayOutputStream start = new ByteArrayOutputStream();
        private long length;

        @Override
        public void write(int b) {
            length++;
            if (length <= MAX_BYTES) {
                start.write(b);
            }
        }

        @Override
        public void write(byte[] b, int from, int count) {
            length += count;
            if (length <= MAX_BYTES) {
                start.write(b, from, count);
            }
        }
    }
}
