package io.panoptoupload.worker.app;

import java.util.List;

/** A configuration that the worker cannot start with: a line for each fault. */
final class ConfigurationFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    ConfigurationFault(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    List<String> lines() {
        return lines;
    }
}
