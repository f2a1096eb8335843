package io.panoptoupload.worker.transfer;

/**
 * One content of one source, to be sent as planned.
 *
 * @param pin the source's, as it was when the sending first began
 * @param plan of the whole; for a source that does not state its size, of the most that it may have
 */
public record Content(Source source, Pin pin, PartPlan plan, ExpectedBytes expected) {
    public Content {
        if (pin.sizeBytes() != Pin.UNKNOWN_SIZE && plan.sizeBytes() != pin.sizeBytes()) {
            throw new IllegalArgumentException(
                    "the plan is for %d bytes, the source has %d"
                            .formatted(plan.sizeBytes(), pin.sizeBytes()));
        }
    }

    /** The same, to be read in order, whatever its mark is. */
    Content distrusted() {
        return new Content(source, pin.distrusted(), plan, expected);
    }
}
