package io.panoptoupload.worker.fault;

import java.util.List;

/** Why a program cannot start: a line for each fault, with its remedy. */
public abstract class StartFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    protected StartFault(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    public final List<String> lines() {
        return lines;
    }
}
