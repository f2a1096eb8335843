package io.panoptoupload.worker.json;

/**
 * A number of a sender's that none of Java's types would write as it was: {@code 1.50}, {@code
 * 1e400}, {@code -0}. Jackson writes a number of a type that it does not know as its text.
 */
public final class VerbatimNumber extends Number {
    private static final long serialVersionUID = 1;

    private final String text;

    VerbatimNumber(String text) {
        this.text = text;
    }

    /** As near as a double comes; infinite for what is too large. */
    @Override
    public double doubleValue() {
        return Double.parseDouble(text);
    }

    @Override
    public float floatValue() {
        return (float) doubleValue();
    }

    @Override
    public long longValue() {
        return (long) doubleValue();
    }

    @Override
    public int intValue() {
        return (int) doubleValue();
    }

    /** Whether it is written without a fraction and an exponent. */
    public boolean isInteger() {
        return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerbatimNumber number && text.equals(number.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
