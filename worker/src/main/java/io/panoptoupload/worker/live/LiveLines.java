package io.panoptoupload.worker.live;

/** Takes down what is found, a line each. No line holds a secret or an address with a query. */
@FunctionalInterface
public interface LiveLines {
    /** What became of a question. */
    enum Finding {
        /** As it should be, or answered. */
        GOOD,
        /** Not as it should be. */
        BAD,
        /** Cannot be seen. */
        NOT_ASKED
    }

    void line(Finding finding, String subject, String text);

    default void good(String subject, String what) {
        line(Finding.GOOD, subject, what);
    }

    /** What is wrong, and where it is known, the remedy. */
    default void bad(String subject, String fault) {
        line(Finding.BAD, subject, fault);
    }

    default void notAsked(String subject, String why) {
        line(Finding.NOT_ASKED, subject, why);
    }
}
