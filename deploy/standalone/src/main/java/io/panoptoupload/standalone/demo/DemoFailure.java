package io.panoptoupload.standalone.demo;

/** The demo did not end as it should; the message is one sentence. */
final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }
}
