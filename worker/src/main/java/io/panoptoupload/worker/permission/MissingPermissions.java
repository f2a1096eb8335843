package io.panoptoupload.worker.permission;

import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.admin.Admin;

import java.util.List;
import java.util.Optional;

/** What Kafka does not allow this client, in words, each with the command that grants it. */
public final class MissingPermissions {
    private final PermissionCheck check;
    private final KafkaClients clients;

    public MissingPermissions(Admin admin, KafkaClients clients) {
        this.check = new PermissionCheck(admin, clients);
        this.clients = clients;
    }

    /**
     * A line for each of the needed ones that is missing.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say
     */
    public List<String> lines(List<Permission> needed) throws InterruptedException {
        return check.missing(needed).stream().map(this::line).toList();
    }

    /**
     * Looks once more before anything depends on them.
     *
     * @throws PermissionFault with a line for each that is missing
     */
    public void refuse(List<Permission> needed) throws InterruptedException {
        List<String> lines = lines(needed);
        if (!lines.isEmpty()) {
            throw new PermissionFault(lines);
        }
    }

    private String line(Permission missing) {
        Optional<String> principal = clients.principal();
        return "Kafka does not allow %s %s; run: %s %s"
                .formatted(
                        principal.orElse("this client"),
                        missing.text(),
                        clients.tools()
                                .command(
                                        "kafka-acls.sh",
                                        "--add",
                                        "--allow-principal",
                                        principal.orElse("User:NAME")),
                        missing.options());
    }
}
