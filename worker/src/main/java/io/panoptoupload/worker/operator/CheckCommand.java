package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** Looks at everything that a worker needs, without starting one. */
@Command(
        name = "check",
        header = "Check the configuration, Kafka, the token, a folder and the sources.",
        description = {
            "",
            "Takes all of the worker's properties, and looks at what they name: one line each, with"
                    + " the remedy where something is wrong. Changes nothing; asks Panopto for a token"
                    + " and, with --folder, for that folder.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all is well, 1 something is to be fixed, 2 usage.",
            "",
            "Example:",
            "  panopto-upload check --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11"
        })
final class CheckCommand implements Callable<Integer> {
    private final CommandContext desk;

    @Option(
            names = "--folder",
            paramLabel = "ID|NAME|PATH",
            description = "A Panopto folder that the service account should see.")
    private @Nullable String folder;

    CheckCommand(CommandContext desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Exception {
        Lines lines = new Lines(desk.console().out());
        desk.check().run(folder, lines);
        return lines.faults == 0 ? Exit.DONE : Exit.FAILED;
    }

    private static final class Lines implements Findings {
        private final Output out;
        private int faults;

        Lines(Output out) {
            this.out = out;
        }

        @Override
        public void good(String subject, String what) {
            line(Output.Colour.GREEN, out.either("✓", "ok"), subject, what);
        }

        @Override
        public void bad(String subject, String faultAndRemedy) {
            faults++;
            line(Output.Colour.RED, out.either("✗", "!!"), subject, faultAndRemedy);
        }

        @Override
        public void notAsked(String subject, String why) {
            line(Output.Colour.DIM, "-", subject, "not looked at: " + why);
        }

        private void line(Output.Colour colour, String mark, String subject, String text) {
            out.line(Output.paint(colour, mark), " %-13s %s".formatted(subject, text));
        }
    }
}
