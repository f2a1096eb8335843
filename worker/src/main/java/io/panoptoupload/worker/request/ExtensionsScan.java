package io.panoptoupload.worker.request;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import java.io.OutputStream;

/**
 * A first look at a request's {@code extensions}, which stand in the journal and in every event:
 * how large they are, as they are written there, and how deep. Repeated ones count together.
 */
final class ExtensionsScan {
    static final int MAX_BYTES = 16 * 1024;

    /** The object itself is the first. */
    static final int MAX_LEVELS = 32;

    private final JsonParser parser;
    private final JsonMapper json;
    private long bytes;
    private boolean tooDeep;

    ExtensionsScan(JsonParser parser, JsonMapper json) {
        this.parser = parser;
        this.json = json;
    }

    /** Passes over the object that begins at the parser's current token. */
    void pass() {
        if (bytes > MAX_BYTES) {
            parser.skipChildren();
            return;
        }
        Count written = new Count();
        try (JsonGenerator copy = json.createGenerator(written)) {
            copy.copyCurrentEvent(parser);
            for (int level = 1; level > 0; ) {
                level += pass(parser.nextToken(), level, copy);
            }
        }
        bytes += written.bytes;
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
        copy.copyCurrentEvent(parser);
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    /** Adds what is wrong with all that was passed. */
    void judge(Faults faults) {
        if (tooDeep) {
            faults.add(
                    "extensions: nested more than %d levels deep; send a flatter object"
                            .formatted(MAX_LEVELS));
        }
        if (bytes > MAX_BYTES) {
            faults.add(
                    "extensions: %d bytes; %d are allowed, so send a reference to what is larger"
                            .formatted(bytes, MAX_BYTES));
        }
    }

    private static final class Count extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) {
            bytes += length;
        }
    }
}
