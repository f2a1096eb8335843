package io.panoptoupload.worker;

import io.panoptoupload.worker.app.CommandFolders;
import io.panoptoupload.worker.app.CommandInstallation;
import io.panoptoupload.worker.app.WorkerApplication;
import io.panoptoupload.worker.intake.RecordTrial;
import io.panoptoupload.worker.operator.ArgumentText;
import io.panoptoupload.worker.operator.CommandWords;
import io.panoptoupload.worker.operator.Commands;
import io.panoptoupload.worker.proxy.Proxies;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Where the executable jar begins: {@code java -jar panopto-upload-worker.jar [command]}. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
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
        if (words.isRun()) {
            WorkerApplication.run(withoutRun(arguments));
        } else {
            // Ahead of the first logger: standard output is for data.
            System.setProperty("logback.configurationFile", "command-logging.xml");
            System.exit(
                    Commands.execute(
                            words,
                            () -> CommandInstallation.open(words.properties()),
                            (folder, findings) ->
                                    CommandInstallation.check(words.properties(), folder, findings),
                            CommandFolders.of(words.properties())));
        }
    }

    private static String[] withoutRun(String... arguments) {
        int run = Arrays.asList(arguments).indexOf("run");
        return run < 0
                ? arguments
                : java.util.stream.IntStream.range(0, arguments.length)
                        .filter(i -> i != run)
                        .mapToObj(i -> arguments[i])
                        .toArray(String[]::new);
    }
}
