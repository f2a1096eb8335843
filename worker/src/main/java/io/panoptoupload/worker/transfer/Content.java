package io.panoptoupload.worker.transfer;

/**
 * One content of one source, to be sent as planned.
 *
 * @param pin the source's, as it was when the sending first began
 */
public record Content(Source source, Pin pin, PartPlan plan, ExpectedBytes expected) {
    public Content {
        if (plan.sizeBytes() != pin.sizeBytes()) {
            throw new IllegalArgumentException(
                    "the plan is for %d bytes, the source has %d"
                            .formatted(plan.sizeBytes(), pin.sizeBytes()));
        }
    }
}
