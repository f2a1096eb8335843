package io.panoptoupload.worker;

/**
 * A thread for which the operating system has no room. The JVM reports an OutOfMemoryError; JUnit
 * would not go on after that one.
 */
public final class UnstartableThread extends Thread {
    @Override
    public void start() {
        throw new InternalError("unable to create native thread");
    }
}
