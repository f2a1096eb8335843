package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.Fault;

import java.io.IOException;

/**
 * A fault of a source, thrown where only an {@code IOException} gets through: the SDK, which reads
 * the source, wraps everything else beyond recognition.
 */
public final class SourceFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public SourceFailure(Fault fault) {
        super(fault.getMessage(), fault);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
