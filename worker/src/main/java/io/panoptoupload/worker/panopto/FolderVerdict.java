package io.panoptoupload.worker.panopto;

import io.panoptoupload.worker.fault.Fault;

/** What one look at a folder has shown. */
sealed interface FolderVerdict {
    /** Panopto knows it, or does not let this client look: only an upload will show. */
    FolderVerdict MAY_EXIST = new Undecided(true);

    /** No response that says anything. */
    FolderVerdict NONE = new Undecided(false);

    /**
     * Nothing speaks against the folder.
     *
     * @param lasting whether another look would show the same for a while
     */
    record Undecided(boolean lasting) implements FolderVerdict {}

    /** Panopto itself says that it has no such folder for this client. */
    record Unknown(Fault fault) implements FolderVerdict {}
}
