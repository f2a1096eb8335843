package io.panoptoupload.worker.permission;

import java.util.List;

/** What Kafka does not allow and nobody can work without: a line for each, with its remedy. */
public final class PermissionFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    public PermissionFault(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
