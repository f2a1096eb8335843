package io.panoptoupload.worker.request;

import io.panoptoupload.messages.UploadRequest;

/** What the intake makes of a request's content, for journals that are made without it. */
public final class Digests {
    private static final ContentDigest DIGEST = new ContentDigest(Incoming.JSON);

    private Digests() {}

    public static String of(UploadRequest request) {
        return DIGEST.of(request);
    }
}
