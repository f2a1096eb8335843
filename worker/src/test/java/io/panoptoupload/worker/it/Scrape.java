package io.panoptoupload.worker.it;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Prometheus scraped from a worker at one moment. */
record Scrape(List<Sample> samples) {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** One line of it. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape of(String text) {
        return new Scrape(
                text.lines()
                        .filter(line -> line.startsWith("panopto_upload_"))
                        .map(LINE::matcher)
                        .filter(Matcher::matches)
                        .map(Scrape::sample)
                        .toList());
    }

    private static Sample sample(Matcher line) {
        Map<String, String> labels = new TreeMap<>();
        if (line.group(2) != null) {
            Matcher label = LABEL.matcher(line.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return new Sample(line.group(1), labels, value(line.group(3)));
    }

    private static double value(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    /** The values of a label of a metric. */
    Set<String> values(String name, String label) {
        return named(name).stream()
                .map(sample -> String.valueOf(sample.labels().get(label)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> labels() {
        return samples.stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<Sample> named(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }
}
