package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.fault.StartFault;

import java.util.List;

/** Topics that the worker must not work with: a line for each fault, with its remedy. */
public final class TopicFault extends StartFault {
    private static final long serialVersionUID = 1L;

    public TopicFault(List<String> lines) {
        super(lines);
    }
}
