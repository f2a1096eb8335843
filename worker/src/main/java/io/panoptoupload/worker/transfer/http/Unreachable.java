package io.panoptoupload.worker.transfer.http;

import java.io.IOException;

/** A connection cannot be made, for a reason that the message gives in words, without secrets. */
public final class Unreachable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
        super(message);
    }
}
