package io.panoptoupload.worker.intake;

import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Work that must be done on the thread that polls, because only there a consumer can prove that a
 * partition is its own. The listener container offers no such place, so its consumer is wrapped:
 * before each poll, what is due is done.
 */
final class PollThread {
    private static final Logger log = LoggerFactory.getLogger(PollThread.class);

    /** Something to do with the consumer. */
    interface Work extends Consumer<org.apache.kafka.clients.consumer.Consumer<?, ?>> {}

    private final Queue<Work> queue = new ConcurrentLinkedQueue<>();
    private final Work everyPoll;

    /**
     * @param everyPoll done before each poll, after everything that was handed over
     */
    PollThread(Work everyPoll) {
        this.everyPoll = everyPoll;
    }

    /** Does the work before the next poll. */
    void beforePoll(Work work) {
        queue.add(work);
    }

    @SuppressWarnings("unchecked") // the proxy has all the interfaces that the consumer's type has
    org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> wrap(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        return (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>)
                Proxy.newProxyInstance(
                        PollThread.class.getClassLoader(),
                        new Class<?>[] {org.apache.kafka.clients.consumer.Consumer.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("poll")) {
                                doWork(consumer);
                            }
                            try {
                                return method.invoke(consumer, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private void doWork(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
        // Work that hands itself over again waits for the next poll.
        for (int i = queue.size(); i > 0; i--) {
            Work work = queue.poll();
            if (work != null) {
                attempt(work, consumer);
            }
        }
        attempt(everyPoll, consumer);
    }

    private static void attempt(
            Work work, org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
        try {
            work.accept(consumer);
        } catch (KafkaException e) {
            log.warn("work on the poll thread failed: {}", e.toString());
        }
    }
}
