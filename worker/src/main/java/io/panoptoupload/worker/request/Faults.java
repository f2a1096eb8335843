package io.panoptoupload.worker.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is wrong with a request, for one message to its sender. Only the first faults are put into
 * words: a request may have thousands of them.
 */
final class Faults {
    static final int MAX_DESCRIBED = 20;

    private final List<FieldFault> described = new ArrayList<>();
    private int more;

    void add(Supplier<FieldFault> fault) {
        if (described.size() < MAX_DESCRIBED) {
            described.add(fault.get());
        } else {
            more++;
        }
    }

    void add(String field, String message) {
        add(() -> new FieldFault(field, message));
    }

    /** The first of them. */
    List<FieldFault> described() {
        return List.copyOf(described);
    }

    boolean isEmpty() {
        return described.isEmpty();
    }

    /** One sentence; empty if nothing is wrong. */
    Optional<String> sentence() {
        if (described.isEmpty()) {
            return Optional.empty();
        }
        String rest = more > 0 ? "; and %d more".formatted(more) : "";
        return Optional.of("The request is invalid: " + sentences() + rest + ".");
    }

    private String sentences() {
        return described.stream().map(FieldFault::sentence).collect(Collectors.joining("; "));
    }
}
