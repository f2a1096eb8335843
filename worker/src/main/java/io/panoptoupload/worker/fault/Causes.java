package io.panoptoupload.worker.fault;

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
}
