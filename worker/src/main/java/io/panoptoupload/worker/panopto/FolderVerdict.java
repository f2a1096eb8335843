package io.panoptoupload.worker.panopto;

import io.panoptoupload.worker.fault.Fault;

/** The result of one check of a folder. */
sealed interface FolderVerdict {
    /** Panopto knows it, or does not let this client read it: only an upload will show. */
    FolderVerdict MAY_EXIST = new Undecided(true);

    /** No response that says anything. */
    FolderVerdict NONE = new Undecided(false);

    /**
     * Nothing speaks against the folder.
     *
     * @param lasting whether another check would show the same for a while
     */
    record Undecided(boolean lasting) implements FolderVerdict {}

    /** Panopto itself says that it has no such folder for this client. */
    record Unknown(Fault fault) implements FolderVerdict {}
}
