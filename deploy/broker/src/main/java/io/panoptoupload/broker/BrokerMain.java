package io.panoptoupload.broker;

import kafka.Kafka;
import kafka.tools.StorageTool;

import org.apache.kafka.common.Uuid;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the broker's process begins: formats the log directory on first use, in the same JVM
 * because a second one would cost another two seconds, and hands over to Kafka's own main class.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: server.properties, the log directory. */
    public static void main(String[] args) {
        // Kafka writes offsets into the names of its files with the digits of the locale.
        Locale.setDefault(Locale.ENGLISH);
        String properties = args[0];
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            String[] format = {
                "format",
                "--standalone",
                "--ignore-formatted",
                "--cluster-id",
                Uuid.randomUuid().toString(),
                "--config",
                properties
            };
            int status = StorageTool.execute(format, System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        Kafka.main(new String[] {properties});
    }
}
