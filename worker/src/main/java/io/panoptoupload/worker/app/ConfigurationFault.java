package io.panoptoupload.worker.app;

import java.util.List;

/** A configuration that nothing can start with: a line for each fault. */
public final class ConfigurationFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    /**
     * @param lines property, value, what is allowed
     */
    public ConfigurationFault(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
