package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.StartFault;

import java.util.List;

/** A configuration that nothing can start with: a line for each fault. */
public final class ConfigurationFault extends StartFault {
    private static final long serialVersionUID = 1L;

    /**
     * @param lines property, value, what is allowed
     */
    public ConfigurationFault(List<String> lines) {
        super(lines);
    }
}
