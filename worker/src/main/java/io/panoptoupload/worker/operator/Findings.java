package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

/** Takes down what a check of the installation finds, in the order in which it looks. */
public interface Findings {
    /** As it should be. */
    void good(String subject, String what);

    /** To be fixed. */
    void bad(String subject, String faultAndRemedy);

    /** Not looked at. */
    void notAsked(String subject, String why);

    /** Looks at an installation as this process is configured to reach it. */
    interface Check {
        /**
         * Looks at everything, whatever it finds on its way.
         *
         * @param folder GUID of a Panopto folder to ask for; null for none
         */
        void run(@Nullable String folder, Findings findings) throws InterruptedException;
    }
}
