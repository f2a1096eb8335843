package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.manifest.ValidManifest;

/** The manifest that the worker sends for what a journal has recorded. */
public final class Manifests {
    private Manifests() {}

    public static byte[] of(UploadRequest request, Upload upload) {
        byte[] xml = TransferManifest.manifest(request, upload);
        ValidManifest.of(xml);
        return xml;
    }
}
