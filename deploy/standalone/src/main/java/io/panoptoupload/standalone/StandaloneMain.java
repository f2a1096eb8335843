package io.panoptoupload.standalone;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.standalone.demo.Demo;
import io.panoptoupload.standalone.machine.DirectoryLock;
import io.panoptoupload.standalone.machine.Installation;
import io.panoptoupload.standalone.machine.Machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Where the executable jar begins. */
public final class StandaloneMain {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private StandaloneMain() {}

    public static void main(String[] args) {
        System.exit(Stoppable.run(() -> run(List.of(args))));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        try {
            return switch (Options.parse(arguments)) {
                case Options.Help _ -> help();
                case Options.Run run -> machine(run);
                case Options.Demo demo -> demo(demo);
            };
        } catch (Options.UsageException e) {
            return fail(String.valueOf(e.getMessage()), USAGE);
        } catch (ChildFailure e) {
            return fail(e.reason(), FAILED);
        } catch (IOException e) {
            return fail(e.toString(), FAILED);
        }
    }

    private static int help() {
        System.out.print(Options.USAGE);
        return 0;
    }

    private static int fail(String message, int status) {
        System.err.println(message);
        return status;
    }

    private static void notice(String text) {
        System.err.println(text);
    }

    private static int machine(Options.Run options)
            throws IOException, InterruptedException, Options.UsageException {
        if (options.endWithParent()) {
            Stoppable.endWithParent();
        }
        try (DirectoryLock lock = DirectoryLock.tryLock(options.data())) {
            if (lock == null) {
                return fail(options.data() + " is in use by another standalone.", FAILED);
            }
            Installation programs =
                    Installation.unpack(jar(), options.data().resolve("lib")).forManyStarts();
            try (Machine machine =
                    new Machine(
                            options.data(),
                            programs,
                            options.kafkaPort(),
                            options.properties(),
                            StandaloneMain::notice)) {
                machine.start(System.err);
                System.err.println("Kafka:   " + machine.bootstrapServers());
                System.err.println("Metrics: " + machine.workerPage("actuator/prometheus"));
                Options.Gateway gateway = options.gateway();
                if (gateway != null) {
                    System.err.println(
                            "Uploads: "
                                    + machine.startGateway(gateway.jar(), gateway.properties()));
                }
                Options.WatchedFolder watched = options.watchedFolder();
                if (watched != null) {
                    machine.watchFolder(watched.directory(), watched.words(), System.err);
                    System.err.println("Watched: " + watched.directory());
                }
                System.err.println("Logs:    " + machine.logs());
                new CountDownLatch(1).await();
                return 0;
            }
        }
    }

    private static int demo(Options.Demo options) throws IOException, InterruptedException {
        if (options.endWithParent()) {
            Stoppable.endWithParent();
        }
        return Demo.run(jar(), options.keep(), options.gateway());
    }

    /** The jar that {@code java -jar} was started with. */
    private static Path jar() {
        return Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]);
    }
}
