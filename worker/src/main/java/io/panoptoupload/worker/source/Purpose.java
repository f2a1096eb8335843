package io.panoptoupload.worker.source;

/** What a file is to a recording, as far as it matters for judging what its server gave. */
public enum Purpose {
    /** A stream: video or audio. */
    RECORDING,
    CAPTIONS,
    PRESENTATION,
    /** An image on its own, or the thumbnail. */
    IMAGE,
    /** May be anything, a web page too. */
    ATTACHMENT
}
