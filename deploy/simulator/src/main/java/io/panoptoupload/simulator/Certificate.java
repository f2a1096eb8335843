package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A self-signed certificate, made by the JDK's keytool, or the one that an earlier start left in
 * the same directory: making one costs as much time as starting the rest.
 *
 * @param pem the certificate alone, for clients to trust
 */
record Certificate(Path keyStore, Path pem) {
    /** Guards nothing: the key lies beside it and is good for this simulator only. */
    static final String PASSWORD = "simulator";

    private static final String ALIAS = "simulator";

    /**
     * The certificate in a directory, made if it is not there yet.
     *
     * @param names further host names, besides localhost and its addresses
     */
    static Certificate in(Path directory, List<String> names) throws IOException {
        Files.createDirectories(directory);
        Path keyStore = directory.resolve("panopto-simulator.p12");
        Path pem = directory.resolve("panopto-simulator.pem");
        if (!Files.exists(keyStore)) {
            Path fresh = Files.createTempDirectory(directory, "new").resolve("store.p12");
            generate(fresh, names);
            claim(keyStore, fresh);
            Files.delete(fresh);
            Files.delete(fresh.getParent());
        }
        Path written = Files.createTempFile(directory, "certificate", ".pem");
        Files.writeString(written, encoded(keyStore));
        // Other users trust it, too; a temporary file is its owner's only.
        boolean _ = written.toFile().setReadable(true, false);
        Files.move(written, pem, ATOMIC_MOVE);
        return new Certificate(keyStore, pem);
    }

    /**
     * Puts a new key store in place, unless another simulator that starts at the same time was
     * faster; a move would replace its. Returns whether it is ours.
     */
    private static boolean claim(Path keyStore, Path fresh) throws IOException {
        try {
            Files.createLink(keyStore, fresh);
            return true;
        } catch (FileAlreadyExistsException another) {
            return false;
        }
    }

    private static String encoded(Path keyStore) throws IOException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(store.getCertificate(ALIAS).getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IOException(keyStore + " holds no certificate; delete it", e);
        }
    }

    private static void generate(Path keyStore, List<String> names) throws IOException {
        String alternatives =
                names.stream()
                        .map(name -> ",dns:" + name)
                        .collect(
                                Collectors.joining(
                                        "", "SAN=dns:localhost,ip:127.0.0.1,ip:::1", ""));
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool,
                                        "-genkeypair",
                                        "-alias",
                                        ALIAS,
                                        "-keyalg",
                                        "EC",
                                        "-groupname",
                                        "secp256r1",
                                        "-validity",
                                        "3650",
                                        "-dname",
                                        "CN=panopto-simulator",
                                        "-ext",
                                        alternatives,
                                        "-keystore",
                                        keyStore.toString(),
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        PASSWORD))
                        .redirectErrorStream(true)
                        .start();
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
