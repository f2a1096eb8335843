package io.panoptoupload.worker;

/** Where the executable jar begins. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) {}
}
