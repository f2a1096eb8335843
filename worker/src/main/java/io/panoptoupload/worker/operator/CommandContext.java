package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.clients.ClientFaults;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.journal.UnreadableJournal;
import io.panoptoupload.worker.permission.LeastPermissions;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;

/** What every command works with. */
record CommandContext(
        Console console,
        Installation.Opening opening,
        Findings.Check check,
        FolderNames folders,
        JsonMapper json,
        InstantSource clock) {
    /** Where data goes. */
    Output out() {
        return console.out();
    }

    /** Where everything else goes. */
    Output err() {
        return console.err();
    }

    /** Work that needs Kafka. */
    interface Work {
        int on(Connection connection) throws Exception;
    }

    /** Opens the installation and Kafka for as long as the work of a task takes. */
    int connected(LeastPermissions.Task task, Work work) throws Exception {
        Installation installation = opening.open();
        try (Connection connection = Connection.to(installation)) {
            return on(connection, task, work);
        } catch (UnreadableJournal e) {
            throw CommandFault.refused(e.getMessage() + "; let another replica of it lead");
        } catch (KafkaException e) {
            throw CommandFault.noKafka(describe(installation, e));
        }
    }

    private static int on(Connection connection, LeastPermissions.Task task, Work work)
            throws Exception {
        try {
            return work.on(connection);
        } catch (KafkaException e) {
            if (Causes.include(e, AuthorizationException.class)) {
                connection.explainMissing(task);
            }
            throw e;
        }
    }

    private static String describe(Installation installation, KafkaException fault) {
        return "Kafka at %s cannot be reached, or does not let this client in: %s; check"
                        .formatted(installation.brokers(), ClientFaults.text(fault))
                + " spring.kafka.bootstrap-servers and the spring.kafka.* security settings";
    }
}
