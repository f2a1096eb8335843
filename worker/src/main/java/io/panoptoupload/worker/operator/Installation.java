package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.topics.TopicSettings;

/** The workers that a command is meant for, as this process is configured to reach them. */
public interface Installation {
    KafkaClients clients();

    TopicSettings topics();

    /** The workers' consumer group. */
    String groupId();

    /** The brokers, as configured; for messages. */
    String brokers();

    /** Opens it, once it is clear that the command itself is right. */
    interface Opening {
        /**
         * Reads the configuration.
         *
         * @throws CommandFault with a line for each value that is missing or wrong
         */
        Installation open();
    }
}
