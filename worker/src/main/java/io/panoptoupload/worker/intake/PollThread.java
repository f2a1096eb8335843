package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Work that must be done on the thread that polls, because only there a consumer can prove that a
 * partition is its own. The listener container offers no such place, so its consumer is wrapped.
 */
final class PollThread {
    private static final Logger log = LoggerFactory.getLogger(PollThread.class);

    /** What is done around each poll. */
    interface Work {
        void beforePoll(Consumer<?, ?> consumer);

        /** The poll has ended without an exception. */
        void polled();

        /** The poll threw an exception; when this returns, polling goes on. Throws what ends it. */
        void failed(Consumer<?, ?> consumer, RuntimeException fault);
    }

    private final Work work;

    PollThread(Work work) {
        this.work = work;
    }

    @SuppressWarnings("unchecked") // the proxy has all the interfaces that the consumer's type has
    Consumer<byte[], byte[]> wrap(Consumer<byte[], byte[]> consumer) {
        return (Consumer<byte[], byte[]>)
                Proxy.newProxyInstance(
                        PollThread.class.getClassLoader(),
                        new Class<?>[] {Consumer.class},
                        (_, method, arguments) -> {
                            boolean poll = method.getName().equals("poll");
                            if (poll) {
                                doWork(consumer);
                            }
                            try {
                                Object result = method.invoke(consumer, arguments);
                                if (poll) {
                                    work.polled();
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                if (poll && e.getCause() instanceof RuntimeException fault) {
                                    work.failed(consumer, fault);
                                    return ConsumerRecords.empty();
                                }
                                throw e.getCause();
                            }
                        });
    }

    /**
     * Whatever the work suffers, polling goes on: without it the group would end the membership.
     */
    private void doWork(Consumer<?, ?> consumer) {
        try {
            work.beforePoll(consumer);
        } catch (RuntimeException e) {
            log.error("work on the thread that polls failed; it is done again", e);
        }
    }
}
