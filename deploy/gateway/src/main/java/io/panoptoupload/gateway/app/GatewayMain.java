package io.panoptoupload.gateway.app;

import io.panoptoupload.worker.proxy.Proxies;

import java.util.List;
import java.util.Locale;

/** Where the executable jar begins: {@code java -jar panopto-gateway.jar}. */
public final class GatewayMain {
    private static final String HELP =
            """
            Takes upload requests over HTTP, and shows what becomes of them: an API and pages.

              java -jar panopto-gateway.jar --spring.kafka.bootstrap-servers=HOST:PORT[,...]
                  [--PROPERTY=VALUE ...]

              --spring.kafka.bootstrap-servers  the brokers; required, as for the workers
              --server.port                     where it listens (default 8090)
              --server.address                  the address of it (default 127.0.0.1); beyond
                                                loopback somebody has to be able to log in:
                                                gateway.users.*, gateway.tokens.*, or a provider
              --help                            this text

            Properties may be environment variables, too (SPRING_KAFKA_BOOTSTRAP_SERVERS); secrets
            should. The pages are at http://127.0.0.1:8090/, the API's description at /v3/api-docs;
            docs/gateway.md and docs/hooks.md have the rest.
            """;

    private GatewayMain() {}

    public static void main(String[] arguments) {
        // As CheckJava does, which does not run where the jar is unpacked.
        Locale.setDefault(Locale.ENGLISH);
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            System.out.print(HELP);
            return;
        }
        Proxies.install();
        GatewayApplication.run(arguments);
    }
}
