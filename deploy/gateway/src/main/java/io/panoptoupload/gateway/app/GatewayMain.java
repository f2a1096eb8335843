package io.panoptoupload.gateway.app;

/** Where the executable jar begins: {@code java -jar panopto-gateway.jar}. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] arguments) {
        GatewayApplication.run(arguments);
    }
}
