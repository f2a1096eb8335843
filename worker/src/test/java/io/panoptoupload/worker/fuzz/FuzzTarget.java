package io.panoptoupload.worker.fuzz;

import java.io.IOException;

/** A place where the worker reads what others wrote. */
interface FuzzTarget extends AutoCloseable {
    /**
     * Has one input read.
     *
     * @throws io.panoptoupload.worker.fault.Fault in words, as it may for any input
     */
    void read(Mutation mutation) throws Exception;

    /** What {@link #read} read last, for the message of a failure. */
    String input();

    @Override
    default void close() throws IOException {}
}
