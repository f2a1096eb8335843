package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

/** What Panopto makes of a finished upload. */
sealed interface Verdict {
    record Accepted(String title, @Nullable String description) implements Verdict {}

    record Rejected(String message) implements Verdict {}
}
