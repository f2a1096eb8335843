package io.panoptoupload.simulator;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Optional;

/** Handles a request the way a fault rule wants it. */
final class FaultInjector {
    private static final int UNAVAILABLE = 503;
    private static final String NO_REASON = "A fault rule wants this.";

    private final Tokens tokens;
    private final Uploads uploads;
    private final Json uploadApi;
    private final Json apiV1;

    FaultInjector(Tokens tokens, Uploads uploads, Json uploadApi, Json apiV1) {
        this.tokens = tokens;
        this.uploads = uploads;
        this.uploadApi = uploadApi;
        this.apiV1 = apiV1;
    }

    SimulatorResponse inject(ActiveFault fault, Route route, Exchange exchange) throws IOException {
        try {
            return handle(fault, route, exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the simulator stops");
        }
    }

    private SimulatorResponse handle(ActiveFault fault, Route route, Exchange exchange)
            throws IOException, InterruptedException {
        FaultRule rule = fault.rule();
        if (rule.delayMs() != null && !rule.kind().waitsAfterReading()) {
            pause(fault);
        }
        return switch (rule.kind()) {
            case STATUS ->
                    rule.state() == null
                            ? failure(rule, route)
                            : route.receive(exchange).apply().showingState(rule.state());
            case DELAY -> route.receive(exchange).apply();
            case RESET -> throw new ConnectionDropped();
            case CUT -> throw cut(rule, exchange);
            case LOST_ANSWER -> {
                route.receive(exchange).apply();
                throw new ConnectionDropped();
            }
            case HOLD -> {
                Effect effect = route.receive(exchange);
                pause(fault);
                yield effect.apply();
            }
            case LATE_EFFECT -> {
                Effect effect = route.receive(exchange);
                fault.begin();
                Thread.startVirtualThread(() -> applyLate(fault, effect));
                yield failure(rule, route);
            }
            case EXPIRE_TOKEN -> {
                tokens.expireAll();
                yield rule.status() == null
                        ? route.receive(exchange).apply()
                        : failure(rule, route);
            }
            case EXPIRE_UPLOAD -> {
                uploads.findEither(route.upload())
                        .ifPresent(upload -> upload.expire(rule.message()));
                yield route.receive(exchange).apply();
            }
            case PROCESSING_ERROR -> {
                String reason = Objects.requireNonNullElse(rule.message(), NO_REASON);
                uploads.findEither(route.upload())
                        .ifPresent(upload -> upload.breakProcessing(reason));
                yield route.receive(exchange).apply();
            }
            case HTML ->
                    LoginPage.show(
                            Objects.requireNonNullElse(rule.status(), 200),
                            Objects.requireNonNullElse(rule.message(), "Please sign in."));
            case LOGIN_REDIRECT ->
                    LoginPage.redirect(Objects.requireNonNullElse(rule.status(), 302), exchange);
            case BOM -> route.receive(exchange).apply().withByteOrderMark();
            case NO_SESSION -> withoutSession(rule, route, route.receive(exchange));
        };
    }

    private SimulatorResponse withoutSession(FaultRule rule, Route route, Effect effect) {
        Optional<SimulatedUpload> upload = uploads.findEither(route.upload());
        if (upload.isPresent() && route.operation() == Operation.GET_UPLOAD) {
            return upload.get().showingNoSession(rule.message(), effect);
        }
        upload.ifPresent(found -> found.showNoSession(rule.message()));
        return effect.apply();
    }

    private static ConnectionDropped cut(FaultRule rule, Exchange exchange) throws IOException {
        long limit = rule.afterBytes() == null ? 0 : rule.afterBytes();
        long[] read = {0};
        if (limit > 0) {
            exchange.read(bytes -> {
                read[0] += bytes.remaining();
                return read[0] < limit;
            });
        }
        return new ConnectionDropped();
    }

    private static void pause(ActiveFault fault) throws InterruptedException {
        fault.begin();
        try {
            fault.await();
        } finally {
            fault.end();
        }
    }

    private static void applyLate(ActiveFault fault, Effect effect) {
        try {
            fault.await();
            effect.apply();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fault.end();
        }
    }

    private SimulatorResponse failure(FaultRule rule, Route route) {
        int status = rule.status() == null ? UNAVAILABLE : rule.status();
        String message = Objects.requireNonNullElse(rule.message(), NO_REASON);
        SimulatorResponse response =
                switch (route.operation().family()) {
                    case S3 -> S3Errors.response(status, s3Code(status), message);
                    case API_V1 -> apiV1.error(status, message);
                    case OAUTH, UPLOAD_API -> uploadApi.error(status, message);
                };
        return rule.retryAfterSeconds() == null
                ? response
                : response.with("Retry-After", rule.retryAfterSeconds().toString());
    }

    private static String s3Code(int status) {
        return switch (status) {
            case 403 -> "AccessDenied";
            case 404 -> "NoSuchKey";
            case 429, UNAVAILABLE -> "SlowDown";
            default -> status >= 500 ? "InternalError" : "InvalidRequest";
        };
    }
}
