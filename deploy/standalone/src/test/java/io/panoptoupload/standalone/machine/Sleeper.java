package io.panoptoupload.standalone.machine;

/** A program that says when it is up, and stays. */
final class Sleeper {
    private Sleeper() {}

    static void main(String[] args) throws InterruptedException {
        System.out.println("up");
        Thread.currentThread().join();
    }
}
