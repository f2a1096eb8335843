package io.panoptoupload.standalone.demo;

import io.panoptoupload.messages.OutcomeEvent;

import java.io.PrintStream;
import java.util.List;

/** The demo's last words, on standard output. */
final class Result {
    private Result() {}

    static void print(PrintStream out, OutcomeEvent.Completed completed, List<Ledger.Pair> files) {
        out.println("Session    " + completed.sessionId());
        out.println("Viewer     " + completed.viewerUrl());
        out.println();
        out.println("%-14s %-24s %10s  %s".formatted("File", "Stored as", "Bytes", "CRC-32"));
        for (Ledger.Pair pair : files) {
            out.println(
                    "%-14s %-24s %10d  %s"
                            .formatted(
                                    pair.local().name(),
                                    pair.stored().name(),
                                    pair.stored().sizeBytes(),
                                    pair.stored().crc32()));
        }
        out.println();
        out.println("Every file is stored as it was sent.");
    }
}
