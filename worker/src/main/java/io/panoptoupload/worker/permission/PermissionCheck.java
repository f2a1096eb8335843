package io.panoptoupload.worker.permission;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds out what Kafka does not allow this client. Where it says that itself, it is asked;
 * otherwise something is tried that brokers refuse in any case, but only to those who may do it for
 * another reason than their rights. Kafka without ACLs allows everything.
 */
public final class PermissionCheck {
    /** Of a consumer group; nobody has this instance id. */
    private static final String NOBODY = "panopto-upload-check";

    private static final Duration CLOSE = Duration.ofMillis(500);

    private final Admin admin;
    private final KafkaClients clients;

    public PermissionCheck(Admin admin, KafkaClients clients) {
        this.admin = admin;
        this.clients = clients;
    }

    /**
     * What is not allowed, in the order in which it is wanted.
     *
     * @throws KafkaException if Kafka does not say
     */
    public List<Permission> missing(List<Permission> wanted) throws InterruptedException {
        Map<String, Predicate<AclOperation>> allowed = allowedTopics(wanted);
        List<Permission> missing = new ArrayList<>();
        for (Permission each : wanted) {
            String name = each.resource().name();
            boolean granted =
                    switch (each.resource().resourceType()) {
                        case GROUP ->
                                each.operation() == DESCRIBE ? mayDescribe(name) : mayRead(name);
                        // Ids end in the partition's number, and the first is as good as any.
                        case TRANSACTIONAL_ID -> mayWriteAs(name + "0");
                        default -> allowed.getOrDefault(name, _ -> true).test(each.operation());
                    };
            if (!granted) {
                missing.add(each);
            }
        }
        return missing;
    }

    private Map<String, Predicate<AclOperation>> allowedTopics(List<Permission> wanted)
            throws InterruptedException {
        Set<String> names =
                wanted.stream()
                        .filter(each -> each.isOf(ResourceType.TOPIC))
                        .map(each -> each.resource().name())
                        .collect(Collectors.toSet());
        Map<String, Predicate<AclOperation>> allowed = new HashMap<>();
        var described =
                admin.describeTopics(
                                names,
                                new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .topicNameValues();
        for (String name : names) {
            allowed.put(name, allowed(name, described.get(name)));
        }
        return allowed;
    }

    private Predicate<AclOperation> allowed(
            String name, @Nullable KafkaFuture<TopicDescription> described)
            throws InterruptedException {
        try {
            @Nullable Set<AclOperation> operations =
                    described == null ? null : KafkaResponse.of(described).authorizedOperations();
            // A topic that is there need not be made; null is a broker that does not say.
            return operation ->
                    operations == null || operation == CREATE || operations.contains(operation);
        } catch (AuthorizationException e) {
            return hidden(name);
        } catch (UnknownTopicOrPartitionException e) {
            boolean create = isAllowed(tried(name));
            return operation -> operation != CREATE || create;
        }
    }

    /** May not be described, hence neither read nor written; nobody says whether it is there. */
    private Predicate<AclOperation> hidden(String name) throws InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        boolean configs = isAllowed(admin.describeConfigs(List.of(topic)).all());
        return operation -> operation == CREATE || (operation == DESCRIBE_CONFIGS && configs);
    }

    private KafkaFuture<Void> tried(String name) {
        return admin.createTopics(
                        List.of(new NewTopic(name, Optional.empty(), Optional.empty())),
                        new CreateTopicsOptions().validateOnly(true))
                .all();
    }

    private boolean mayDescribe(String group) throws InterruptedException {
        return isAllowed(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private boolean mayRead(String group) throws InterruptedException {
        return isAllowed(
                admin.removeMembersFromConsumerGroup(
                                group,
                                new RemoveMembersFromConsumerGroupOptions(
                                        List.of(new MemberToRemove(NOBODY))))
                        .all());
    }

    private boolean mayWriteAs(String transactionalId) {
        Producer<byte[], byte[]> producer = clients.neverTransactional(transactionalId);
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            return isAllowed(e);
        } finally {
            producer.close(CLOSE);
        }
        return true;
    }

    private static boolean isAllowed(KafkaFuture<?> asked) throws InterruptedException {
        try {
            Object _ = KafkaResponse.of(asked);
            return true;
        } catch (KafkaException e) {
            return isAllowed(e);
        }
    }

    /** Whether it was refused for another reason than that it is forbidden. */
    private static boolean isAllowed(KafkaException refusal) {
        if (Causes.include(refusal, AuthorizationException.class)) {
            return false;
        }
        if (refusal instanceof RetriableException || refusal instanceof AuthenticationException) {
            throw refusal;
        }
        return true;
    }
}
