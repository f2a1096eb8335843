package io.panoptoupload.worker.it;

import io.panoptoupload.simulator.Ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line for each scenario that workers of two versions came through. */
final class MixedReport {
    private final List<String> lines = new ArrayList<>();

    MixedReport() {
        lines.add(
                "%-18s %5s %5s %9s %9s %11s %8s"
                        .formatted(
                                "scenario",
                                "jobs",
                                "kills",
                                "sessions",
                                "MiB sent",
                                "sent twice",
                                "seconds"));
    }

    void add(String scenario, Evidence evidence, Duration took) {
        long received = 0;
        long wanted = 0;
        int sessions = 0;
        for (Job job : evidence.jobs()) {
            received +=
                    evidence.uploadsOf(job).stream().mapToLong(Ledger.Upload::bytesReceived).sum();
            List<Ledger.Upload> published = evidence.publishedFor(job);
            sessions += published.size();
            wanted +=
                    published.stream()
                            .flatMap(upload -> upload.files().stream())
                            .mapToLong(Ledger.File::sizeBytes)
                            .sum();
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-18s %5d %5d %9d %9.1f %10.1f%% %8d",
                        scenario,
                        evidence.jobs().size(),
                        evidence.disturbances(),
                        sessions,
                        received / 1048576.0,
                        100.0 * (received - wanted) / Math.max(1, received),
                        took.toSeconds()));
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
    }
}
