package io.panoptoupload.simulator;

import tools.jackson.core.type.TypeReference;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code /simulator/…}: what a test asks of the simulator itself. No token, no limits, no faults.
 */
final class ControlEndpoint {
    private static final String FAULTS = "/simulator/faults";

    private final Ledger ledger;
    private final Faults faults;
    private final RequestCounts requests;
    private final Json json;

    ControlEndpoint(Ledger ledger, Faults faults, RequestCounts requests, Json json) {
        this.ledger = ledger;
        this.faults = faults;
        this.requests = requests;
        this.json = json;
    }

    SimulatorResponse handle(Exchange exchange) throws IOException {
        String path = exchange.path();
        try {
            return switch (exchange.method() + " " + path) {
                case "GET /simulator/health" ->
                        json.response(200, Map.of("status", "UP", "requests", requests.snapshot()));
                case "GET /simulator/ledger" -> json.response(200, ledger.uploads());
                case "DELETE /simulator/ledger" -> {
                    ledger.clear();
                    requests.clear();
                    yield json.response(200, List.of());
                }
                case "GET " + FAULTS -> reports();
                case "PUT " + FAULTS -> {
                    faults.set(json.read(exchange.document(), new TypeReference<>() {}));
                    yield reports();
                }
                case "DELETE " + FAULTS -> {
                    faults.clear();
                    yield reports();
                }
                default -> other(exchange, path);
            };
        } catch (Refusal refusal) {
            return refusal.response();
        }
    }

    private SimulatorResponse other(Exchange exchange, String path) {
        if (exchange.method().equals("DELETE") && path.startsWith(FAULTS + "/")) {
            String id = path.substring(FAULTS.length() + 1);
            if (faults.remove(id)) {
                return reports();
            }
            throw json.refusal(404, "There is no fault rule " + id + ".");
        }
        throw json.refusal(404, "There is no " + exchange.method() + " " + path + ".");
    }

    private SimulatorResponse reports() {
        return json.response(200, faults.report());
    }
}
