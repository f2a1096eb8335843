package io.panoptoupload.worker.permission;

import io.panoptoupload.worker.fault.ShellWord;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An operation on a resource, as Kafka's ACLs allow it.
 *
 * @param resource a topic or a group by its name, or all transactional ids with a prefix
 */
public record Permission(AclOperation operation, ResourcePattern resource) {
    static Permission topic(AclOperation operation, String name) {
        return new Permission(
                operation, new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL));
    }

    static Permission group(AclOperation operation, String name) {
        return new Permission(
                operation, new ResourcePattern(ResourceType.GROUP, name, PatternType.LITERAL));
    }

    static Permission transactionalIds(AclOperation operation, String prefix) {
        return new Permission(
                operation,
                new ResourcePattern(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED));
    }

    boolean isOf(ResourceType type) {
        return resource.resourceType() == type;
    }

    /** In words, such as {@code Write on topic outcomes}. */
    public String text() {
        return "%s on %s"
                .formatted(
                        operationName(),
                        switch (resource.resourceType()) {
                            case TRANSACTIONAL_ID ->
                                    "the transactional ids " + resource.name() + "*";
                            case GROUP -> "group " + resource.name();
                            default -> "topic " + resource.name();
                        });
    }

    /** The options of {@code kafka-acls} that name it, for a shell. */
    public String options() {
        String option =
                switch (resource.resourceType()) {
                    case TRANSACTIONAL_ID -> "--transactional-id";
                    case GROUP -> "--group";
                    default -> "--topic";
                };
        String options =
                "--operation %s %s %s"
                        .formatted(operationName(), option, ShellWord.of(resource.name()));
        return resource.patternType() == PatternType.PREFIXED
                ? options + " --resource-pattern-type prefixed"
                : options;
    }

    private String operationName() {
        return Arrays.stream(operation.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
