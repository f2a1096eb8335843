package io.panoptoupload.worker.panopto;

/** What Panopto says of an upload; the order is that of Panopto's numbers 0 to 8. */
public enum UploadState {
    UPLOADING,
    /** The client is done; Panopto has not begun. */
    UPLOAD_COMPLETE,
    UPLOAD_CANCELLED,
    PROCESSING,
    COMPLETE,
    PROCESSING_ERROR,
    DELETING_FILES,
    DELETED,
    DELETING_ERROR;

    /** Panopto takes no more bytes and no finalise: the upload will never become a session. */
    public boolean dead() {
        return switch (this) {
            case UPLOAD_CANCELLED, PROCESSING_ERROR, DELETING_FILES, DELETED, DELETING_ERROR ->
                    true;
            case UPLOADING, UPLOAD_COMPLETE, PROCESSING, COMPLETE -> false;
        };
    }
}
