package io.panoptoupload.worker.request;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pieces of JSON that are as large as a record has room for. */
final class Bulk {
    /** Characters, with room for the rest of a request. */
    static final int SIZE = RequestDecoder.MAX_BYTES - 1000;

    private Bulk() {}

    /** The same character throughout. */
    static String of(String character) {
        return character.repeat(SIZE / character.length());
    }

    /** Elements with commas between them. */
    static String fill(IntFunction<String> element) {
        StringBuilder elements = new StringBuilder(element.apply(0));
        for (int i = 1; elements.length() + element.apply(i).length() < SIZE; i++) {
            elements.append(',').append(element.apply(i));
        }
        return elements.toString();
    }

    static String fill(String element) {
        return fill(_ -> element);
    }

    static String list(String name, String element) {
        return "\"" + name + "\":[" + fill(element) + "]";
    }

    static String list(String name, int length, String element) {
        String elements =
                IntStream.range(0, length).mapToObj(_ -> element).collect(Collectors.joining(","));
        return "\"" + name + "\":[" + elements + "]";
    }

    static String nested(String open, String close, int depth) {
        return open.repeat(depth) + close.repeat(depth);
    }

    /** As deep as there is room. */
    static String nested(String open, String close) {
        return nested(open, close, SIZE / (open.length() + close.length()));
    }
}
