package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.StartFault;

import java.util.List;

/** A configuration that nothing can start with: a line for each fault. */
public final class ConfigurationFault extends StartFault {
    private static final long serialVersionUID = 1L;

    private final transient List<String> remedies;

    /**
     * @param lines property, value, what is allowed
     */
    public ConfigurationFault(List<String> lines) {
        this(lines, lines);
    }

    private ConfigurationFault(List<String> lines, List<String> remedies) {
        super(lines);
        this.remedies = List.copyOf(remedies);
    }

    static ConfigurationFault of(List<PropertyFault> faults) {
        return new ConfigurationFault(
                faults.stream().map(PropertyFault::line).toList(),
                faults.stream().map(fault -> fault.line() + "; " + fault.remedy()).toList());
    }

    /** The lines with what can be pasted behind each. */
    List<String> remedies() {
        return remedies;
    }
}
