package io.panoptoupload.gateway.app;

import java.util.Locale;

/** Where the executable jar begins: {@code java -jar panopto-gateway.jar}. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] arguments) {
        // As CheckJava does, which does not run where the jar is unpacked.
        Locale.setDefault(Locale.ENGLISH);
        GatewayApplication.run(arguments);
    }
}
