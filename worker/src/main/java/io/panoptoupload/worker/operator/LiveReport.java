package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a live check found, as Markdown for those who build the worker. It holds the lines that were
 * printed and nothing else, so no token, no upload's target and no address with a query.
 */
public final class LiveReport {
    private final @Nullable Path file;
    private final List<String> lines = new ArrayList<>();
    private String site = "";

    private LiveReport(@Nullable Path file) {
        this.file = file;
    }

    /**
     * Into a file, which must be writable before anything is tried.
     *
     * @param file null for no report
     */
    public static LiveReport to(@Nullable Path file) throws IOException {
        LiveReport report = new LiveReport(file);
        report.write();
        return report;
    }

    public void site(String host) {
        site = host;
    }

    /** The same findings, which also become lines of the report. */
    public Findings beside(Findings findings) {
        return (finding, subject, text) -> {
            findings.line(finding, subject, text);
            String row =
                    switch (finding) {
                        case GOOD -> "| ✓ | %s | %s |";
                        case BAD -> "| ✗ | %s | %s |";
                        case NOT_ASKED -> "| – | %s | not looked at: %s |";
                    };
            lines.add(row.formatted(subject, text.replaceAll("[\\p{Cntrl}|]+", " ")));
        };
    }

    /** Writes what there is so far. */
    public void write() throws IOException {
        if (file == null) {
            return;
        }
        List<String> page = new ArrayList<>();
        page.add("# Live check");
        page.add("");
        page.add("| | |");
        page.add("|---|---|");
        page.add("| version | " + new VersionText().getVersion()[0] + " |");
        page.add("| site | " + site + " |");
        page.add("| time | " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " |");
        page.add("");
        page.add("| | subject | finding |");
        page.add("|---|---|---|");
        page.addAll(lines);
        Files.write(file, page);
    }
}
