package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.clients.KafkaTools;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

import java.util.List;
import java.util.concurrent.ExecutionException;

/** Makes absent topics and checks all of them, before the first request is taken. */
public final class TopicSetup {
    private final Admin admin;
    private final TopicSettings settings;
    private final KafkaTools tools;
    private final Topics topics;

    /**
     * Topics of one installation.
     *
     * @param tools for the remedies of faults
     */
    public TopicSetup(Admin admin, TopicSettings settings, KafkaTools tools) {
        this.admin = admin;
        this.settings = settings;
        this.tools = tools;
        this.topics = new Topics(admin, settings);
    }

    /**
     * What the rest of the worker needs to know of the topics.
     *
     * @param requestPartitions at least as many as the journal has
     * @param journalPartitions never changes for as long as the journal lives
     */
    public record Layout(int requestPartitions, int journalPartitions) {}

    /**
     * Makes what is absent, and checks everything.
     *
     * @throws TopicFault with a line for each fault
     */
    public Layout prepare() throws InterruptedException {
        return awaited(() -> {
            if (settings.create()) {
                new TopicCreation(admin, topics, settings).makeAbsent();
            }
            return judged();
        });
    }

    /**
     * Checks everything and makes nothing.
     *
     * @throws TopicFault with a line for each fault
     */
    public Layout check() throws InterruptedException {
        return awaited(this::judged);
    }

    /** The topics that are not there. */
    public List<String> absent() throws InterruptedException {
        return awaited(topics::absent);
    }

    /**
     * Which topics bear the names now.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException while one is absent
     */
    public TopicIds ids() throws InterruptedException {
        return awaited(topics::ids);
    }

    private Layout judged() throws InterruptedException, ExecutionException {
        return new TopicCheck(topics, settings, tools).judged();
    }

    private interface Question<T> {
        T ask() throws InterruptedException, ExecutionException;
    }

    private static <T> T awaited(Question<T> question) throws InterruptedException {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw kafka;
            }
            throw new KafkaException("the topics could not be read", e.getCause());
        }
    }
}
