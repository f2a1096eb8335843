package io.panoptoupload.worker.operator;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Holds the commands together. */
@Command(
        name = "panopto-upload",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionText.class,
        sortOptions = false,
        synopsisSubcommandLabel = "[COMMAND]",
        usageHelpAutoWidth = false,
        header = "Moves lecture recordings into Panopto.",
        description = {
            "",
            "Without a command it runs the worker (run). All commands take the worker's properties,"
                    + " --name=value with a dot in the name, as well as environment variables,"
                    + " files and secrets' directories, as every Spring Boot application does."
                    + " Required: spring.kafka.bootstrap-servers, and what else Kafka asks for.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Completion for bash and zsh: source <(panopto-upload generate-completion); pages for man:"
                    + " panopto-upload generate-man-pages DIR.",
            "",
            "Exit codes: 0 done, 1 some failed, 2 usage or configuration, 3 rejected, 4 no Kafka."
                    + " Data goes to standard output, everything else to standard error. After --"
                    + " every word is a parameter, even if it begins with a dash.",
            "",
            "Example:",
            "  export SPRING_KAFKA_BOOTSTRAP_SERVERS=kafka.example:9092",
            "  panopto-upload submit lecture.mp4 --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11 \\",
            "      --title \"Algorithms, week 12\" --watch"
        })
final class RootCommand {
    /** Here for the help, for completion, and for a name that is missing. */
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            order = 100,
            description =
                    "Take properties from ~/.config/panopto-upload/NAME.properties, too (or below"
                            + " $XDG_CONFIG_HOME); those given here come first.")
    void profile(String name) {
        // CommandWords has taken it out by now.
    }
}
