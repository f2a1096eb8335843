package io.panoptoupload.worker.request;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers as they are judged. A whole one is the same however it is written, {@code 5.0} too. Of
 * what no request may have, only that is kept: an exponent of nine digits must not be written out.
 */
final class WholeNumbers {
    /** More digits than any number that a request may have. */
    private static final int MAX_DIGITS = 19;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private WholeNumbers() {}

    static JsonNode of(BigDecimal sent) {
        if ((long) sent.precision() - sent.scale() > MAX_DIGITS) {
            BigInteger sign = BigInteger.valueOf(sent.signum());
            return NODES.numberNode(BigInteger.TEN.pow(MAX_DIGITS).multiply(sign));
        }
        boolean whole = sent.signum() == 0 || sent.stripTrailingZeros().scale() <= 0;
        return whole ? NODES.numberNode(sent.toBigInteger()) : NODES.numberNode(0.5);
    }
}
