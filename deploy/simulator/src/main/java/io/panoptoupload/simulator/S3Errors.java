package io.panoptoupload.simulator;

/** Errors in the XML that S3 clients expect. */
final class S3Errors {
    private S3Errors() {}

    static SimulatorResponse response(int status, String code, String message) {
        return SimulatorResponse.of(
                status,
                "application/xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>%s</Message></Error>\
                """
                        .formatted(code, Xml.escape(message)));
    }

    static Refusal refusal(int status, String code, String message) {
        return new Refusal(response(status, code, message));
    }
}
