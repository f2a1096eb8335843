package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What a worker costs that has nothing to do, by the number of its partitions. */
final class IdleBench {
    /** As Prometheus does. */
    private static final Duration SCRAPE = Duration.ofSeconds(15);

    private static final int MINUTES = 3;
    private static final int SCRAPES_PER_MINUTE = 4;

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    IdleBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        Table table =
                new Table(
                        "idle, scraped every 15 s",
                        "per cent of a core, minute by minute",
                        "RSS, MiB");
        for (int partitions : new int[] {12, 24, 96}) {
            try (Rig rig = new Rig(top, directory)) {
                rig.partitions(partitions);
                ChildProcess worker = rig.worker();
                // the first half minute belongs to the start
                Thread.sleep(SCRAPE.multipliedBy(2));
                StringBuilder shares = new StringBuilder();
                for (int minute = 0; minute < MINUTES; minute++) {
                    shares.append(String.format(Locale.ROOT, "%.1f ", minute(worker) / 60 * 100));
                }
                table.row(
                        partitions + " partitions",
                        shares.toString().strip(),
                        String.format(Locale.ROOT, "%.0f", ProcFiles.mebibytes(worker.pid())));
            }
        }
        out.println(table);
    }

    /** CPU seconds of a minute in which it is scraped and does nothing else. */
    static double minute(ChildProcess worker) throws IOException, InterruptedException {
        double before = ProcFiles.cpuSeconds(worker.pid());
        for (int scrape = 0; scrape < SCRAPES_PER_MINUTE; scrape++) {
            Thread.sleep(SCRAPE);
            double _ = Rig.metric(worker, "panopto_upload_jobs");
        }
        return ProcFiles.cpuSeconds(worker.pid()) - before;
    }
}
