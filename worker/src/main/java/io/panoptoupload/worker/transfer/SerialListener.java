package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.Stopping;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Lets parts and the waiting thread reach a listener one at a time. */
final class SerialListener implements Transfers.Listener {
    private final Transfers.Listener listener;
    private final ReentrantLock lock = new ReentrantLock();

    SerialListener(Transfers.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void begins(LongSupplier inFlight) {
        serially(() -> listener.begins(inFlight));
    }

    @Override
    public void started(String multipartId) {
        serially(() -> listener.started(multipartId));
    }

    @Override
    public void confirmed(int part, long bytes) {
        serially(() -> listener.confirmed(part, bytes));
    }

    @Override
    public void sending() {
        serially(listener::sending);
    }

    @Override
    public void moving() {
        serially(listener::moving);
    }

    @Override
    public void readAgain() {
        serially(listener::readAgain);
    }

    @Override
    public void allConfirmed() {
        serially(listener::allConfirmed);
    }

    /** Only reads, and must not wait for a record that is on its way. */
    @Override
    public Stopping stopping() {
        return listener.stopping();
    }

    private void serially(Runnable call) {
        lock.lock();
        try {
            call.run();
        } finally {
            lock.unlock();
        }
    }
}
