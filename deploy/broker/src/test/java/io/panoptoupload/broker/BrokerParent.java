package io.panoptoupload.broker;

import java.nio.file.Path;

/** A program that starts a broker, says its pid, and stays. */
final class BrokerParent {
    private BrokerParent() {}

    static void main(String[] args) throws InterruptedException {
        try (KafkaBroker broker = KafkaBroker.in(Path.of(args[0])).shortLived().start()) {
            System.out.println("broker pid " + broker.process().pid());
            Thread.currentThread().join();
        }
    }
}
