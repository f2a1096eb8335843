package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.live.LiveLines;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** Records what a check of the installation finds, in the order of its checks. */
public interface Findings extends LiveLines {
    /** Checks an installation as this process is configured to reach it. */
    interface Check {
        /**
         * Checks everything, whatever it finds.
         *
         * @throws IOException when the report cannot be written
         */
        void run(Wanted wanted, Findings findings) throws InterruptedException, IOException;
    }

    /**
     * What is to be looked at.
     *
     * @param folder id, name or path of a Panopto folder to ask for; null for none
     * @param live whether to upload a tiny lecture to that folder
     * @param probe whether to try there what only a site can answer, too
     * @param report where what is found there is written; null for nowhere
     */
    record Wanted(@Nullable String folder, boolean live, boolean probe, @Nullable Path report) {}
}
