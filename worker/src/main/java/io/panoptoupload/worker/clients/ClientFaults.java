package io.panoptoupload.worker.clients;

import org.apache.kafka.common.KafkaException;

import java.util.ArrayList;
import java.util.List;

/** What Kafka's client says when it cannot be made, or is not let in. */
public final class ClientFaults {
    private ClientFaults() {}

    /** From the outermost to the cause, without those that only say that there is one. */
    public static String text(KafkaException fault) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = fault; each != null; each = each.getCause()) {
            String message = message(each);
            if (!repeatsCause(each, message) && !String.join(": ", messages).contains(message)) {
                messages.add(message);
            }
        }
        return String.join(": ", messages);
    }

    private static String message(Throwable fault) {
        boolean kafkas = fault instanceof KafkaException;
        return kafkas && fault.getMessage() != null ? fault.getMessage() : fault.toString();
    }

    private static boolean repeatsCause(Throwable fault, String message) {
        Throwable cause = fault.getCause();
        return cause != null
                && (message.endsWith(cause.toString())
                        || message.startsWith("Failed to create new Kafka")
                        || message.startsWith("Failed to construct kafka"));
    }

    /** Whether the broker wants a certificate of the client, or another one. */
    public static boolean isCertificateRefused(KafkaException fault) {
        return text(fault).contains("Received fatal alert");
    }

    /** Whether a file of keys, or of those whom the client trusts, is not as it should be. */
    public static boolean isAboutStore(KafkaException fault) {
        String text = text(fault);
        return text.contains(" SSL keystore") || text.contains("PEM ");
    }
}
