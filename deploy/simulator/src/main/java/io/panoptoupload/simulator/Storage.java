package io.panoptoupload.simulator;

import java.nio.file.Path;

/** What becomes of the bytes that arrive. */
public sealed interface Storage {

    /** They are written below a directory and stay there. */
    record Keep(Path directory) implements Storage {}

    /** They are written below a new directory, which goes when the simulator stops. */
    record Temporary() implements Storage {}

    /** They are counted and their checksum is taken; only manifests are remembered. */
    record Discard() implements Storage {}
}
