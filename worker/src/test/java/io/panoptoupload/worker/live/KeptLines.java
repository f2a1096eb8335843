package io.panoptoupload.worker.live;

import java.util.List;

/** Keeps what a check says, as it would stand on a terminal. */
record KeptLines(List<String> lines) implements LiveLines {
    @Override
    public void good(String subject, String what) {
        lines.add("✓ " + subject + ": " + what);
    }

    @Override
    public void bad(String subject, String faultAndRemedy) {
        lines.add("✗ " + subject + ": " + faultAndRemedy);
    }

    @Override
    public void notAsked(String subject, String why) {
        lines.add("- " + subject + ": " + why);
    }
}
