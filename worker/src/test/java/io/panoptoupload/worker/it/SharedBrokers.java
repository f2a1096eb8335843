package io.panoptoupload.worker.it;

import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.broker.Patience;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Brokers that one class after the other uses: to start one costs more than most of what a class
 * does with it. They end with this JVM.
 */
final class SharedBrokers {
    private static final Queue<KafkaBroker> IDLE = new ConcurrentLinkedQueue<>();

    private SharedBrokers() {}

    /** One without topics and groups; workers without heartbeats are soon taken for dead. */
    static KafkaBroker take() throws IOException {
        KafkaBroker idle = IDLE.poll();
        return idle == null ? start() : idle;
    }

    private static KafkaBroker start() throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "brokers"));
        return KafkaBroker.in(Files.createTempDirectory(directory, "broker-"))
                .shortLived()
                .property("group.min.session.timeout.ms", "2000")
                .start();
    }

    /** For the next class, once all clients are gone; unless it was killed. */
    static void giveBack(KafkaBroker broker) {
        if (!broker.process().isAlive()) {
            return;
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            clear(admin);
        }
        IDLE.add(broker);
    }

    private static void clear(Admin admin) {
        Awaitility.await("a broker without topics and groups")
                .atMost(Patience.LIMIT)
                .until(() -> {
                    for (ConsumerGroupDescription each : described(admin)) {
                        if (!each.members().isEmpty()) {
                            admin.removeMembersFromConsumerGroup(
                                            each.groupId(),
                                            new RemoveMembersFromConsumerGroupOptions())
                                    .all()
                                    .get();
                        }
                    }
                    admin.deleteConsumerGroups(groups(admin)).all().get();
                    admin.deleteTopics(admin.listTopics().names().get()).all().get();
                    return groups(admin).isEmpty() && admin.listTopics().names().get().isEmpty();
                });
    }

    /** A worker that was killed is a member until its session ends. */
    private static Collection<ConsumerGroupDescription> described(Admin admin) throws Exception {
        return admin.describeConsumerGroups(groups(admin)).all().get().values();
    }

    private static List<String> groups(Admin admin) throws Exception {
        return admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
    }
}
