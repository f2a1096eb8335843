package io.panoptoupload.simulator;

/** The states of an upload, with the number that Panopto sends as {@code State}. */
enum UploadState {
    UPLOADING(0),
    UPLOAD_COMPLETE(1),
    UPLOAD_CANCELLED(2),
    PROCESSING(3),
    COMPLETE(4),
    PROCESSING_ERROR(5),
    DELETING_FILES(6),
    DELETED(7),
    DELETING_ERROR(8);

    private final int code;

    UploadState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
