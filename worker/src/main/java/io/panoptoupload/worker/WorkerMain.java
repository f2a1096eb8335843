package io.panoptoupload.worker;

import io.panoptoupload.worker.app.WorkerApplication;

import java.util.Arrays;

/** Where the executable jar begins: {@code java -jar panopto-upload-worker.jar [command]}. */
public final class WorkerMain {
    private static final int USAGE = 2;

    private WorkerMain() {}

    public static void main(String[] arguments) {
        String command =
                arguments.length == 0 || arguments[0].startsWith("--") ? "run" : arguments[0];
        boolean help = Arrays.asList(arguments).contains("--help");
        if (help || !command.equals("run")) {
            (help ? System.out : System.err).print(usage(command, help));
            System.exit(help ? 0 : USAGE);
        }
        int skip = arguments.length > 0 && arguments[0].equals("run") ? 1 : 0;
        WorkerApplication.run(Arrays.copyOfRange(arguments, skip, arguments.length));
    }

    private static String usage(String command, boolean help) {
        String unknown = help ? "" : "unknown command: " + command + "\n";
        return unknown
                + """
                usage: java -jar panopto-upload-worker.jar [run] [--property=value …]

                  run   take upload requests from Kafka and carry the recordings into Panopto,
                        until SIGTERM

                Properties may come from the command line, the environment, files and secrets'
                directories, as in every Spring Boot application. Required are
                spring.kafka.bootstrap-servers, panopto.base-url, panopto.oauth.client-id and
                .client-secret, and for the usual grant panopto.oauth.username and .password.
                """;
    }
}
