package io.panoptoupload.simulator;

/** What Panopto makes of a manifest. */
sealed interface Verdict {
    record Accepted(ManifestContents manifest) implements Verdict {}

    record Rejected(String message) implements Verdict {}
}
