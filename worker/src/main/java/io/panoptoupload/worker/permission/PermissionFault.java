package io.panoptoupload.worker.permission;

import io.panoptoupload.worker.fault.StartFault;

import java.util.List;

/** What Kafka does not allow and nobody can work without: a line for each, with its remedy. */
public final class PermissionFault extends StartFault {
    private static final long serialVersionUID = 1L;

    public PermissionFault(List<String> lines) {
        super(lines);
    }
}
