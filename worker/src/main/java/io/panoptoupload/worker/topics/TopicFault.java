package io.panoptoupload.worker.topics;

import java.util.List;

/** Topics that the worker must not work with: a line for each fault, with its remedy. */
public final class TopicFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    public TopicFault(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
