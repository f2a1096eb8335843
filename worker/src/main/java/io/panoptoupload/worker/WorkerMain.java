package io.panoptoupload.worker;

import io.panoptoupload.worker.app.CommandFolders;
import io.panoptoupload.worker.app.CommandInstallation;
import io.panoptoupload.worker.app.WorkerApplication;
import io.panoptoupload.worker.intake.RecordTrial;
import io.panoptoupload.worker.operator.ArgumentText;
import io.panoptoupload.worker.operator.CommandFault;
import io.panoptoupload.worker.operator.CommandWords;
import io.panoptoupload.worker.operator.Commands;
import io.panoptoupload.worker.operator.Profiles;
import io.panoptoupload.worker.proxy.Proxies;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the executable jar begins: {@code java -jar panopto-upload-worker.jar [command]}. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        // As CheckJava does, which does not run where the jar is unpacked.
        Locale.setDefault(Locale.ENGLISH);
        Proxies.install();
        if (Arrays.equals(arguments, new String[] {RecordTrial.ARGUMENT})) {
            RecordTrial.run(System.in, System.out);
            System.exit(0);
        }
        Optional<String> lost = ArgumentText.fault(arguments);
        if (lost.isPresent()) {
            System.err.println(lost.get());
            System.exit(2);
        }
        CommandWords words = CommandWords.of(arguments);
        List<String> properties = properties(words);
        if (words.isRun()) {
            WorkerApplication.run(
                    Stream.concat(
                                    properties.stream(),
                                    words.words().stream().filter(word -> !word.equals("run")))
                            .toArray(String[]::new));
        } else {
            // Ahead of the first logger: standard output is for data.
            System.setProperty("logback.configurationFile", "command-logging.xml");
            System.exit(
                    Commands.execute(
                            words,
                            () -> CommandInstallation.open(properties),
                            (wanted, findings) ->
                                    CommandInstallation.check(properties, wanted, findings),
                            CommandFolders.of(properties)));
        }
    }

    private static List<String> properties(CommandWords words) {
        try {
            return Profiles.of(System.getenv(), System.getProperty("user.home"))
                    .properties(words.profile(), words.properties(), System.err::println);
        } catch (CommandFault e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }
}
