package io.panoptoupload.standalone.machine;

import java.util.concurrent.CountDownLatch;

/** A program that says when it is up, and does not end when it is asked to. */
final class Stubborn {
    private Stubborn() {}

    static void main(String[] args) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitForEver(never)));
        System.out.println("up");
        never.await();
    }

    private static void awaitForEver(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
