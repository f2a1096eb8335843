package io.panoptoupload.worker.transfer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of parts and bytes. */
final class TransferMeters {
    private final Counter bytes;
    private final Counter confirmed;
    private final Counter retried;
    private final Counter failed;

    TransferMeters(MeterRegistry meters) {
        bytes =
                Counter.builder("panopto.upload.bytes")
                        .description("Bytes that Panopto has confirmed")
                        .register(meters);
        confirmed = parts(meters, "confirmed");
        retried = parts(meters, "retried");
        failed = parts(meters, "failed");
    }

    void confirmed(int length) {
        confirmed.increment();
        bytes.increment(length);
    }

    void retried() {
        retried.increment();
    }

    void failed() {
        failed.increment();
    }

    private static Counter parts(MeterRegistry meters, String result) {
        return Counter.builder("panopto.upload.parts")
                .description("Parts confirmed, repeated at once, and given up for now")
                .tag("result", result)
                .register(meters);
    }
}
