package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What a complete upload shows as its session: the session, unless a fault rule wants otherwise.
 */
final class ShownSession {
    private boolean hidden;
    private @Nullable String instead;

    void hide(@Nullable String shownInstead) {
        hidden = true;
        instead = shownInstead;
    }

    void reveal() {
        hidden = false;
    }

    boolean isHidden() {
        return hidden;
    }

    @Nullable String of(UploadState state, @Nullable String sessionId) {
        return hidden && state == UploadState.COMPLETE ? instead : sessionId;
    }
}
