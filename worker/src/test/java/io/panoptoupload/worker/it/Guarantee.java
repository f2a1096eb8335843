package io.panoptoupload.worker.it;

import java.util.List;

/** Something that the worker promises, whatever happens to it. */
interface Guarantee {
    /**
     * Holds the evidence against the promise.
     *
     * @throws AssertionError when it was broken
     */
    void verify(Evidence evidence);

    /** What workers of two versions promise side by side: a file may be sent once more. */
    static List<Guarantee> acrossVersions() {
        return List.of(
                new NothingLost(),
                new AtMostOneSession(),
                new BytesProven(),
                new OneOwner(),
                new EventsExact());
    }

    /** All of them. */
    static List<Guarantee> all() {
        return List.of(
                new NothingLost(),
                new AtMostOneSession(),
                new BytesProven(),
                new PartsNotRepeated(),
                new OneOwner(),
                new EventsExact(),
                new MemoryFlat());
    }
}
