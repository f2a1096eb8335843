package io.panoptoupload.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Whether a figure grows with time: the straight line of least squares through its samples. */
final class Trend {
    private static final double CONFIDENCE = 2; // standard errors, about 95 %

    private final List<Double> hours = new ArrayList<>();
    private final List<Double> figures = new ArrayList<>();

    void add(double hour, double figure) {
        hours.add(hour);
        figures.add(figure);
    }

    /** Growth per hour. */
    double slope() {
        double middle = mean(hours);
        return IntStream.range(0, hours.size())
                        .mapToDouble(i -> (hours.get(i) - middle) * figures.get(i))
                        .sum()
                / spread();
    }

    /** How far the slope may be off, by how far the samples lie off the line. */
    double bound() {
        double slope = slope();
        double start = mean(figures) - slope * mean(hours);
        double squares =
                IntStream.range(0, hours.size())
                        .mapToDouble(i -> figures.get(i) - start - slope * hours.get(i))
                        .map(rest -> rest * rest)
                        .sum();
        return CONFIDENCE * Math.sqrt(squares / (hours.size() - 2) / spread());
    }

    /** Median, range and slope. */
    List<String> cells() {
        Spread spread = Spread.of(figures);
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%.1f (%.1f–%.1f)",
                        spread.median(),
                        spread.least(),
                        spread.largest()),
                String.format(Locale.ROOT, "%+.1f ± %.1f", slope(), bound()));
    }

    private double spread() {
        double middle = mean(hours);
        return hours.stream().mapToDouble(hour -> (hour - middle) * (hour - middle)).sum();
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
