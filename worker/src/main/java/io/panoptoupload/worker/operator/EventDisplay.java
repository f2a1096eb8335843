package io.panoptoupload.worker.operator;

/** Shows events as they come. */
interface EventDisplay {
    /** One event that says something new. */
    void show(OutcomeFeed.ReceivedEvent received);

    /** Called some times a second, whether there was an event or not. */
    void tick();

    /** A line that is no event. */
    void note(String line);

    /** Whether the output can still be written: the reader of a pipe may have ended. */
    boolean isSeen();
}
