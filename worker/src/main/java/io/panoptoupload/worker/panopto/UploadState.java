package io.panoptoupload.worker.panopto;

import java.util.Arrays;
import java.util.Optional;

/** What Panopto says of an upload; in the order of its numbers 0 to 8. */
public enum UploadState {
    UPLOADING(0),
    /** The client is done; Panopto has not begun. */
    UPLOAD_COMPLETE(1),
    UPLOAD_CANCELLED(2),
    PROCESSING(3),
    COMPLETE(4),
    PROCESSING_ERROR(5),
    DELETING_FILES(6),
    DELETED(7),
    DELETING_ERROR(8);

    private final int number;

    UploadState(int number) {
        this.number = number;
    }

    /** As Panopto counts them. */
    public int number() {
        return number;
    }

    /** Reads a number, or a name in any spelling; empty for anything else. */
    static Optional<UploadState> of(String text) {
        String name = text.replace("_", "");
        return Arrays.stream(values())
                .filter(state ->
                        text.equals(Integer.toString(state.number))
                                || state.name().replace("_", "").equalsIgnoreCase(name))
                .findFirst();
    }

    /** Panopto takes no more bytes and no finalise: the upload will never become a session. */
    public boolean dead() {
        return switch (this) {
            case UPLOAD_CANCELLED, PROCESSING_ERROR, DELETING_FILES, DELETED, DELETING_ERROR ->
                    true;
            case UPLOADING, UPLOAD_COMPLETE, PROCESSING, COMPLETE -> false;
        };
    }
}
