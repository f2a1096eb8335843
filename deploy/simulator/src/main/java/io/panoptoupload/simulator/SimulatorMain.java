package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Where the executable jar begins. */
@Command(
        name = "panopto-simulator",
        mixinStandardHelpOptions = true,
        versionProvider = SimulatorMain.Version.class,
        sortOptions = false,
        header = "A stand-in for Panopto, as unforgiving as the real one.",
        description = {
            "",
            "Serves OAuth2 (/Panopto/oauth2), the upload API (/Panopto/PublicAPI/REST), the API v1"
                    + " (/Panopto/api/v1) and the S3 endpoint (/Panopto/Upload), over http and"
                    + " https. Prints http=, https= and certificate= with its addresses and the"
                    + " file of its certificate, then 'ready', each on a line of standard output;"
                    + " runs until it is stopped.",
            ""
        },
        footer = HelpText.FOOTER)
public final class SimulatorMain implements Callable<Integer> {

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine only).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for http (default: 0, a free one).")
    private int port;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for https (default: 0, a free one; -1: none).")
    private int httpsPort;

    @Option(
            names = "--processing-delay",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description =
                    "From the end of an upload to the finished session, such as 500ms, 2s, 5m or"
                            + " PT2S (default: ${DEFAULT-VALUE}).")
    private Duration processingDelay = Duration.ZERO;

    @ArgGroup(exclusive = true)
    private @Nullable StorageChoice storage;

    @Option(
            names = "--token-life",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "Until an access token expires (default: ${DEFAULT-VALUE}).")
    private Duration tokenLife = Duration.ZERO;

    @Option(
            names = "--upload-expiry",
            paramLabel = "DURATION",
            defaultValue = "24h",
            description =
                    "Until an upload to which nothing is written is deleted (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration uploadExpiry = Duration.ZERO;

    @Option(
            names = "--strict",
            description =
                    "Respond with 429 beyond 5 REST calls a second, 100 a minute or 5,000 an hour, per"
                            + " endpoint and client (default: no limits).")
    private boolean strict;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Behave otherwise than is assumed of Panopto, where only a real site can show it;"
                            + " can be repeated: ${COMPLETION-CANDIDATES}.")
    private Set<Variant> variants = Set.of();

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description =
                    "JSON: {\"clients\": [{\"id\", \"secret\", \"grants\": []}], \"users\":"
                            + " [{\"name\", \"password\", \"refreshToken\"}], \"folders\": [{\"id\","
                            + " \"name\", \"parent\", \"access\", \"creator\"}]}. Of a folder"
                            + " only id and name are required; parent is the id of another one,"
                            + " access a level such as Organization (Restricted if absent), creator"
                            + " whether users may create in it (true if absent).")
    private @Nullable Path credentials;

    @Option(
            names = "--certificate-dir",
            paramLabel = "DIR",
            description =
                    "Where panopto-simulator.pem is written, or taken from if it is there (default:"
                            + " a temporary directory).")
    private @Nullable Path certificateDirectory;

    @Option(
            names = "--certificate-name",
            paramLabel = "NAME",
            description =
                    "A further host name in the certificate, besides localhost; can be repeated.")
    private List<String> certificateNames = List.of();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "Where browsers reach its pages, such as http://localhost:8080, if it is not where"
                            + " clients send their requests; the API names it for viewers.")
    private @Nullable URI publicUrl;

    /** At most one of the two; neither means a temporary directory. */
    private static final class StorageChoice {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Keep the files below this directory.")
        private @Nullable Path directory;

        @Option(
                names = "--discard",
                description = "Keep no files: count the bytes and take their checksum.")
        private boolean discard;
    }

    /** As the jar's manifest has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SimulatorMain.class.getPackage().getImplementationVersion();
            return new String[] {"panopto-simulator " + (version == null ? "" : version)};
        }
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SimulatorMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(SimulatorMain::explain)
                .registerConverter(Duration.class, new DurationConverter());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SimulatorOptions options = options();
        try (Simulator simulator = Simulator.start(options)) {
            PrintStream out = System.out;
            out.println("http=" + simulator.httpUri());
            if (options.hasTls()) {
                out.println("https=" + simulator.httpsUri());
                out.println("certificate=" + simulator.certificatePem());
            }
            out.println("ready");
            out.flush();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(simulator)));
            simulator.join();
        }
        return 0;
    }

    /** One line instead of a stack trace: it is a port in use or a file that cannot be read. */
    private static int explain(
            Exception fault, CommandLine command, CommandLine.ParseResult arguments) {
        command.getErr().println("panopto-simulator: " + fault.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private SimulatorOptions options() {
        SimulatorOptionsBuilder options =
                SimulatorOptions.builder()
                        .host(host)
                        .port(port)
                        .httpsPort(httpsPort)
                        .processingDelay(processingDelay)
                        .tokenLife(tokenLife)
                        .uploadExpiry(uploadExpiry)
                        .strict(strict)
                        .variants(variants)
                        .certificateNames(certificateNames);
        if (credentials != null) {
            options.credentials(Credentials.read(credentials));
        }
        if (publicUrl != null) {
            options.publicUrl(publicUrl);
        }
        if (certificateDirectory != null) {
            options.certificateDirectory(certificateDirectory);
        }
        if (storage != null) {
            options.storage(
                    storage.discard || storage.directory == null
                            ? new Storage.Discard()
                            : new Storage.Keep(storage.directory));
        }
        return options.build();
    }

    private static void stop(Simulator simulator) {
        try {
            simulator.close();
        } catch (IOException e) {
            System.err.println("The simulator did not stop in order: " + e.getMessage());
        }
    }
}
