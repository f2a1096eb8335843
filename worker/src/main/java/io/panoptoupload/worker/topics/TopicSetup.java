package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.clients.KafkaTools;

import org.apache.kafka.clients.admin.Admin;

import java.util.List;
import java.util.Optional;

/** Creates absent topics and checks all of them, before the first request is taken in. */
public final class TopicSetup {
    private final Admin admin;
    private final TopicSettings settings;
    private final KafkaTools tools;
    private final TopicMetadata topics;

    /**
     * Topics of one installation.
     *
     * @param tools for the remedies of faults
     */
    public TopicSetup(Admin admin, TopicSettings settings, KafkaTools tools) {
        this.admin = admin;
        this.settings = settings;
        this.tools = tools;
        this.topics = new TopicMetadata(admin, settings);
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
        if (settings.create()) {
            new TopicCreation(admin, topics, settings).makeAbsent();
        }
        return check();
    }

    /**
     * Checks everything and makes nothing.
     *
     * @throws TopicFault with a line for each fault
     */
    public Layout check() throws InterruptedException {
        return new TopicCheck(topics, settings, tools).check();
    }

    /**
     * What is wrong, and the remedy, if the request topic has fewer partitions than the journal.
     */
    public Optional<String> missingHomes(int journalPartitions) throws InterruptedException {
        return new TopicCheck(topics, settings, tools).missingHomes(journalPartitions);
    }

    /** The topics that are not there. */
    public List<String> absent() throws InterruptedException {
        return topics.absent();
    }

    /**
     * Which topics bear the names now.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException while one is absent
     */
    public TopicIds ids() throws InterruptedException {
        return topics.ids();
    }
}
