package io.panoptoupload.worker.panopto;

/**
 * What a stream that is added to a session shows, as Panopto's resource {@code upload} knows it.
 */
public enum StreamType {
    PRIMARY_VIDEO(0),
    SECONDARY_VIDEO(1);

    private final int number;

    StreamType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
