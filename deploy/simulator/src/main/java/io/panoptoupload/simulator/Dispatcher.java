package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes each request through the same steps: length, route, fault, effect, sent. */
final class Dispatcher extends Handler.Abstract {
    private final Site site;
    private final Router router;
    private final Faults faults;
    private final FaultInjector injector;
    private final Uploads uploads;
    private final RequestCounts requests;

    Dispatcher(
            Site site,
            Router router,
            Faults faults,
            FaultInjector injector,
            Uploads uploads,
            RequestCounts requests) {
        this.site = site;
        this.router = router;
        this.faults = faults;
        this.injector = injector;
        this.uploads = uploads;
        this.requests = requests;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        Exchange exchange = new Exchange(request);
        try {
            SimulatorResponse sent =
                    site.covers(exchange) ? site.handle(exchange) : panopto(exchange);
            exchange.drain();
            response.setStatus(sent.status());
            sent.headers().forEach(response.getHeaders()::put);
            byte[] body = sent.body().getBytes(UTF_8);
            response.getHeaders().put("Content-Length", body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        } catch (ConnectionDropped | IOException gone) {
            // The end is meant to be sudden, or the client ended it: neither is worth a line in
            // the log, which a failed callback would write.
            ConnectionReset.of(request);
            callback.succeeded();
        }
        return true;
    }

    private SimulatorResponse panopto(Exchange exchange) throws IOException {
        Route route = LengthRule.apply(router.route(exchange), exchange);
        requests.add(route.operation());
        uploads.findEither(route.upload())
                .ifPresent(upload -> upload.requests().add(route.operation()));
        var fault = faults.next(route.operation(), exchange.target());
        return fault.isPresent()
                ? injector.inject(fault.get(), route, exchange)
                : route.receive(exchange).apply();
    }
}
