package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A self-signed certificate, made by the JDK's keytool, or the one that an earlier start left in
 * the same directory: making one costs as much time as starting the rest.
 */
final class Certificate {
    /** Guards nothing: the key lives beside it and is good for this simulator only. */
    static final String PASSWORD = "simulator";

    private final Path keyStore;
    private final Path pem;

    private Certificate(Path keyStore, Path pem) {
        this.keyStore = keyStore;
        this.pem = pem;
    }

    Path keyStore() {
        return keyStore;
    }

    Path pem() {
        return pem;
    }

    /**
     * The certificate in a directory, made if it is not there yet.
     *
     * @param names further host names, besides localhost and its addresses
     */
    static Certificate in(Path directory, List<String> names) throws IOException {
        Files.createDirectories(directory);
        Path keyStore = directory.resolve("panopto-simulator.p12");
        Path pem = directory.resolve("panopto-simulator.pem");
        if (!Files.exists(keyStore) || !Files.exists(pem)) {
            Path fresh = Files.createTempDirectory(directory, "new-certificate");
            Path freshStore = fresh.resolve("store.p12");
            Path freshPem = fresh.resolve("certificate.pem");
            keytool(freshStore, "-genkeypair", generation(names));
            keytool(freshStore, "-exportcert", List.of("-rfc", "-file", freshPem.toString()));
            Files.move(freshPem, pem);
            Files.move(freshStore, keyStore);
            Files.delete(fresh);
        }
        return new Certificate(keyStore, pem);
    }

    private static List<String> generation(List<String> names) {
        String alternatives =
                names.stream()
                        .map(name -> ",dns:" + name)
                        .collect(
                                Collectors.joining(
                                        "", "SAN=dns:localhost,ip:127.0.0.1,ip:::1", ""));
        return List.of(
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-dname",
                "CN=panopto-simulator",
                "-ext",
                alternatives);
    }

    private static void keytool(Path keyStore, String command, List<String> arguments)
            throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                command,
                                "-alias",
                                "simulator",
                                "-keystore",
                                keyStore.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD));
        line.addAll(arguments);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool made no certificate: " + output);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", e);
        }
    }
}
