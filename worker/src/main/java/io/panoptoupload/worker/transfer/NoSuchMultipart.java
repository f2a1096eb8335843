package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.TransientFault;

/**
 * Storage itself says that it does not know the multipart upload; a proxy's word does not count.
 */
final class NoSuchMultipart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TransientFault fault;

    NoSuchMultipart(TransientFault fault) {
        super(fault.getMessage());
        this.fault = fault;
    }

    /** What it means where nothing was begun earlier. */
    TransientFault fault() {
        return fault;
    }
}
