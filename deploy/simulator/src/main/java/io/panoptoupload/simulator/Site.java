package io.panoptoupload.simulator;

import java.io.IOException;

/** What is there besides Panopto's API: the simulator's own addresses, and the pages. */
final class Site {
    private final ControlEndpoint control;
    private final Pages pages;

    Site(ControlEndpoint control, Pages pages) {
        this.control = control;
        this.pages = pages;
    }

    boolean covers(Exchange exchange) {
        return exchange.path().startsWith("/simulator/") || pages.covers(exchange.path());
    }

    SimulatorResponse handle(Exchange exchange) throws IOException {
        return pages.covers(exchange.path()) ? pages.show(exchange) : control.handle(exchange);
    }
}
