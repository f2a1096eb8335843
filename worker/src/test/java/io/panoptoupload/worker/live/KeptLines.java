package io.panoptoupload.worker.live;

import java.util.List;

/** Keeps what a check says, as it would stand on a terminal. */
record KeptLines(List<String> lines) implements LiveLines {
    @Override
    public void line(Finding finding, String subject, String text) {
        String mark =
                switch (finding) {
                    case GOOD -> "✓ ";
                    case BAD -> "✗ ";
                    case NOT_ASKED -> "- ";
                };
        lines.add(mark + subject + ": " + text);
    }
}
