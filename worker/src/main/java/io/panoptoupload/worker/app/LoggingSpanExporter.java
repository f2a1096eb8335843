package io.panoptoupload.worker.app;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs once that spans are not accepted, and once that they are again; the exporter itself logs a
 * stack trace each time.
 */
final class LoggingSpanExporter implements SpanExporter {
    private static final Logger log = LoggerFactory.getLogger(LoggingSpanExporter.class);

    private final SpanExporter exporter;
    private final AtomicLong lost = new AtomicLong();

    LoggingSpanExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                taken();
            } else {
                notTaken(spans.size(), result.getFailureThrowable());
            }
        });
    }

    private void taken() {
        long before = lost.getAndSet(0);
        if (before > 0) {
            log.info("spans are accepted again; {} were lost", before);
        }
    }

    private void notTaken(int spans, @Nullable Throwable why) {
        if (lost.getAndAdd(spans) == 0) {
            log.warn(
                    "{} does not accept spans ({}); they are lost until it does, jobs go on. Is a"
                            + " collector there that accepts OTLP over HTTP, path included?",
                    TracingConfiguration.ENDPOINT,
                    reason(why));
        }
    }

    private static String reason(@Nullable Throwable why) {
        if (why == null) {
            return "no reason known";
        }
        if (why instanceof FailedExportException.HttpExportException refused) {
            HttpResponse response = refused.getResponse();
            if (response != null) {
                return "HTTP " + response.getStatusCode();
            }
        }
        Throwable cause = why.getCause() == null ? why : why.getCause();
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
