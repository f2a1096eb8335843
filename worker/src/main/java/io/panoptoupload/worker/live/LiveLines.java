package io.panoptoupload.worker.live;

/** Takes down what is found, a line each. No line holds a secret or an address with a query. */
public interface LiveLines {
    /** As it should be, or answered. */
    void good(String subject, String what);

    /** Not as it should be. */
    void bad(String subject, String fault);

    /** Cannot be seen. */
    void notAsked(String subject, String why);
}
