package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.live.LiveLines;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Checks everything that a worker needs, without starting one. */
@Command(
        name = "check",
        header = "Check the configuration, Kafka, the token, a folder and the sources.",
        description = {
            "",
            "Takes all of the worker's properties, and checks what they name: one line each, with"
                    + " the remedy where something is wrong. Changes nothing; asks Panopto for a token"
                    + " and, with --folder, for that folder.",
            "",
            "With --live, it uploads a tiny lecture with every kind of file to that folder, compares"
                    + " what Panopto shows with what was sent, and removes it again. With --probe,"
                    + " it also asks what only a real site can answer, with ten more uploads, of"
                    + " 28 MB together (docs/panopto.md).",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all is well, 1 something is to be fixed, 2 usage.",
            "",
            "Example:",
            "  panopto-upload check --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
            "  panopto-upload check --live --folder \"Sandbox/Uploads\" --report report.md"
        })
final class CheckCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--folder",
            paramLabel = "ID|NAME|PATH",
            description = "A Panopto folder that the service account should see.")
    private @Nullable String folder;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--live", description = "Upload a tiny lecture to the folder, and remove it.")
    private boolean live;

    @Option(
            names = "--probe",
            description = "With --live: also ask what only a real site can answer.")
    private boolean probe;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "With --live: write what was found there, without secrets, as Markdown.")
    private @Nullable Path report;

    private int faults;

    CheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (!live && (probe || report != null)) {
            throw Commands.usage(spec, "--probe and --report belong to --live.");
        }
        if (live && folder == null) {
            throw Commands.usage(spec, "--live needs --folder, one that may be written to.");
        }
        context.check().run(new Findings.Wanted(folder, live, probe, report), this::found);
        return faults == 0 ? Exit.DONE : Exit.FAILED;
    }

    private void found(LiveLines.Finding finding, String subject, String text) {
        Output out = context.out();
        switch (finding) {
            case GOOD -> line(out, Output.Colour.GREEN, out.either("✓", "ok"), subject, text);
            case BAD -> {
                faults++;
                line(out, Output.Colour.RED, out.either("✗", "!!"), subject, text);
            }
            // No result, which is all that standard output has.
            case NOT_ASKED ->
                    line(context.err(), Output.Colour.DIM, "-", subject, "not looked at: " + text);
        }
    }

    private static void line(
            Output to, Output.Colour colour, String mark, String subject, String text) {
        to.line(Output.paint(colour, mark), " %-13s %s".formatted(subject, text));
        to.stream().flush();
    }
}
