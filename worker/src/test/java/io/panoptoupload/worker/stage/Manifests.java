package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.UploadRequest;

/** The manifest that the worker sends for what a journal has recorded. */
public final class Manifests {
    private Manifests() {}

    public static byte[] of(UploadRequest request, Upload upload) {
        return RecordingManifest.of(request, upload).toXml();
    }
}
