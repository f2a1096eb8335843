package io.panoptoupload.messages;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds enum constants by their name in JSON. Left to itself, Jackson would take a number for the
 * position of a constant: {@code "command": 1} must not cancel anything.
 */
final class WireNames {
    private WireNames() {}

    static <E> E find(E[] constants, Function<E, String> nameOf, String name) {
        return Arrays.stream(constants)
                .filter(constant -> nameOf.apply(constant).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                Arrays.stream(constants)
                                        .map(nameOf)
                                        .collect(
                                                Collectors.joining(
                                                        ", ", "'" + name + "' is none of ", ""))));
    }
}
