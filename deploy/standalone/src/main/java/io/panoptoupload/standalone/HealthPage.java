package io.panoptoupload.standalone;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Programs live when they say so at one address: one that responds elsewhere would count as dead.
 */
final class HealthPage {
    private static final Set<String> WITH_LOOPBACK =
            Set.of("127.0.0.1", "localhost", "0.0.0.0", "::");

    private HealthPage() {}

    /**
     * Refuses what moves that page.
     *
     * @param properties the worker's
     * @param environment which programs inherit
     */
    static void check(Map<String, String> properties, Map<String, String> environment)
            throws Options.UsageException {
        for (Map<String, String> each : List.of(properties, environment)) {
            for (Map.Entry<String, String> set : each.entrySet()) {
                if (moves(FileRoots.plain(set.getKey()), set.getValue())) {
                    throw new Options.UsageException(
                            "%s cannot be set: the standalone asks for health at http://127.0.0.1:PORT/actuator/health; put a proxy before it."
                                    .formatted(set.getKey()));
                }
            }
        }
    }

    private static boolean moves(String name, String value) {
        String text = value.strip();
        return switch (name) {
            case "serveraddress" -> !text.isEmpty() && !WITH_LOOPBACK.contains(text);
            case "serversslenabled" -> !text.isEmpty() && !text.equals("false");
            case "serverservletcontextpath" -> !text.isEmpty() && !text.equals("/");
            case "managementendpointswebbasepath" -> !text.isEmpty() && !text.equals("/actuator");
            default -> !text.isEmpty() && name.matches("(serverssl|managementserver).*");
        };
    }
}
