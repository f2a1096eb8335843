package io.panoptoupload.worker.fault;

import org.jspecify.annotations.Nullable;

/** What is behind a failure. */
public final class Causes {
    private Causes() {}

    /** The innermost cause, or the failure itself if it has none. */
    public static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Whether a failure, or what is behind it, is of that type. */
    public static boolean include(Throwable failure, Class<? extends Throwable> type) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }
}
