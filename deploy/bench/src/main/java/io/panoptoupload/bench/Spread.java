package io.panoptoupload.bench;

import java.util.List;
import java.util.Locale;

/** The median of several runs, with the least and the largest. */
record Spread(double median, double least, double largest) {
    /**
     * Of at least one figure.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Spread of(List<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("A median needs at least one figure");
        }
        List<Double> sorted = figures.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median =
                sorted.size() % 2 == 1
                        ? sorted.get(half)
                        : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /** Median, range, and the ratio of the median to another's. */
    String beside(Spread other, int decimals) {
        String number = "%." + decimals + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + "–" + number + ") ×%.2f",
                median,
                least,
                largest,
                median / other.median);
    }
}
