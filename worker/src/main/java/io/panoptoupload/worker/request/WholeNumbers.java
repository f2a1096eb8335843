package io.panoptoupload.worker.request;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers as they are judged. A whole one is the same however it is written, {@code 5.0} too. One
 * beyond any limit becomes one just beyond it: an exponent of nine digits is never expanded.
 */
final class WholeNumbers {
    /** More digits than any number that a request may have. */
    private static final int MAX_DIGITS = 19;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private WholeNumbers() {}

    /** Of a number of JSON. */
    static JsonNode of(String sent) {
        try {
            return of(new BigDecimal(sent));
        } catch (NumberFormatException e) {
            // Its exponent is beyond an int; what stands before that is a number for certain.
            int exponent = Math.max(sent.indexOf('e'), sent.indexOf('E'));
            int sign = new BigDecimal(sent.substring(0, exponent)).signum();
            boolean tiny = sent.charAt(exponent + 1) == '-';
            return sign == 0 || !tiny ? large(sign) : NODES.numberNode(0.5);
        }
    }

    private static JsonNode large(int sign) {
        return NODES.numberNode(BigInteger.TEN.pow(MAX_DIGITS).multiply(BigInteger.valueOf(sign)));
    }

    private static JsonNode of(BigDecimal sent) {
        if ((long) sent.precision() - sent.scale() > MAX_DIGITS) {
            return large(sent.signum());
        }
        boolean whole = sent.signum() == 0 || sent.stripTrailingZeros().scale() <= 0;
        return whole ? NODES.numberNode(sent.toBigInteger()) : NODES.numberNode(0.5);
    }
}
