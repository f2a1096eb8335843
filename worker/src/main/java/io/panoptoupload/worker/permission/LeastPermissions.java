package io.panoptoupload.worker.permission;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.topics.TopicSettings;

import org.apache.kafka.common.acl.AclOperation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What each program needs of Kafka, and nothing else. {@code Read} and {@code Write} imply {@code
 * Describe}; an idempotent producer needs no right of its own beside {@code Write} on a topic.
 */
public final class LeastPermissions {
    private final TopicSettings topics;
    private final String groupId;

    /**
     * Permissions of one installation.
     *
     * @param groupId of the workers
     */
    public LeastPermissions(TopicSettings topics, String groupId) {
        this.topics = topics;
        this.groupId = groupId;
    }

    /** What is done with Kafka. */
    public enum Task {
        WORKER,
        SUBMIT,
        WATCH,
        /** {@code submit --watch} and {@code watch-folder}. */
        SUBMIT_AND_WATCH,
        STATUS,
        /** {@code status ID}, which shows the events, too. */
        STATUS_OF_ONE,
        CANCEL,
        RETRY,
        REPLAY,
        SKIP,
        /** The process beside the workers, without a webhook. */
        GATEWAY
    }

    /** The least for a task; of the worker, {@code Create} only where it makes the topics. */
    public List<Permission> of(Task task) {
        return switch (task) {
            case WORKER -> worker();
            case SUBMIT ->
                    List.of(
                            Permission.topic(WRITE, topics.requests()),
                            Permission.topic(DESCRIBE, topics.journal()));
            case WATCH -> List.of(Permission.topic(READ, topics.outcomes()));
            case SUBMIT_AND_WATCH ->
                    Stream.concat(of(Task.SUBMIT).stream(), of(Task.WATCH).stream()).toList();
            case STATUS -> List.of(Permission.topic(READ, topics.journal()));
            case STATUS_OF_ONE ->
                    List.of(
                            Permission.topic(READ, topics.journal()),
                            Permission.topic(READ, topics.outcomes()));
            case CANCEL, RETRY ->
                    List.of(
                            Permission.topic(WRITE, topics.requests()),
                            Permission.topic(READ, topics.journal()));
            case REPLAY ->
                    List.of(
                            Permission.topic(READ, topics.deadLetter()),
                            Permission.topic(WRITE, topics.requests()),
                            Permission.group(READ, KafkaClients.replayGroup(groupId)));
            case SKIP ->
                    List.of(
                            Permission.topic(READ, topics.requests()),
                            Permission.topic(READ, topics.journal()),
                            Permission.topic(WRITE, topics.journal()),
                            Permission.topic(WRITE, topics.deadLetter()),
                            writers());
            case GATEWAY ->
                    List.of(
                            Permission.topic(READ, topics.requests()),
                            Permission.topic(WRITE, topics.requests()),
                            Permission.topic(READ, topics.outcomes()),
                            Permission.topic(READ, topics.journal()),
                            Permission.topic(READ, topics.deadLetter()),
                            Permission.group(DESCRIBE, groupId),
                            Permission.group(READ, KafkaClients.replayGroup(groupId)));
        };
    }

    private List<Permission> worker() {
        List<Permission> all =
                new ArrayList<>(
                        List.of(
                                Permission.topic(READ, topics.requests()),
                                Permission.topic(WRITE, topics.requests()),
                                Permission.topic(WRITE, topics.outcomes()),
                                Permission.topic(READ, topics.journal()),
                                Permission.topic(WRITE, topics.journal()),
                                Permission.topic(WRITE, topics.deadLetter())));
        all.addAll(ofEachTopic(DESCRIBE_CONFIGS));
        if (topics.create()) {
            all.addAll(ofEachTopic(CREATE));
        }
        all.add(Permission.group(READ, groupId));
        all.add(writers());
        return all;
    }

    private List<Permission> ofEachTopic(AclOperation operation) {
        return topics.names().stream().map(name -> Permission.topic(operation, name)).toList();
    }

    private Permission writers() {
        return Permission.transactionalIds(
                WRITE, KafkaClients.transactionalIdPrefix(groupId, topics.requests()));
    }
}
