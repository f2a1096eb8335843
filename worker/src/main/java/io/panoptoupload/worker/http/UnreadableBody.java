package io.panoptoupload.worker.http;

import java.io.IOException;
import java.util.Objects;

/** The body of a request could not be read, or did not get its turn: no fault of the server's. */
public final class UnreadableBody extends IOException {
    private static final long serialVersionUID = 1L;

    public UnreadableBody(IOException fault) {
        super(fault);
    }

    /** What happened to the body. */
    public IOException fault() {
        return (IOException) Objects.requireNonNull(getCause());
    }
}
