package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another uploader, with the settings that make it work with Panopto.
 *
 * @param version what prints its version; nothing that runs if it is not installed
 */
record Peer(String name, List<String> version, List<String> command) {
    private static final String CONFIG =
            """
            [default]
            region = us-east-1
            request_checksum_calculation = when_required
            response_checksum_validation = when_required
            s3 =
              addressing_style = path
              payload_signing_enabled = false
              max_concurrent_requests = 4
              multipart_threshold = 16MB
              multipart_chunksize = 16MB
            """;

    /** All that are known; {@code uploader} is the file of that name beside the run script. */
    static List<Peer> all(Path uploader) {
        String python = "/usr/bin/python3";
        List<String> boto3 =
                List.of(python, "-c", "import boto3; print('boto3 ' + boto3.__version__)");
        List<String> boto3Uploads =
                List.of(python, uploader.toString(), "{endpoint}", "{bucket}", "{key}", "{file}");
        return List.of(
                new Peer(
                        "curl, one PUT of the whole",
                        List.of("curl", "--version"),
                        List.of(
                                "curl",
                                "--silent",
                                "--show-error",
                                "--fail",
                                "--cacert",
                                "{ca}",
                                "--upload-file",
                                "{file}",
                                "{endpoint}/{bucket}/{key}")),
                new Peer(
                        "aws-cli, 4 requests",
                        List.of("aws", "--version"),
                        List.of(
                                "aws",
                                "s3",
                                "cp",
                                "--no-progress",
                                "--endpoint-url",
                                "{endpoint}",
                                "{file}",
                                "s3://{bucket}/{key}")),
                new Peer(
                        "rclone, 4 uploads",
                        List.of("rclone", "version"),
                        List.of(
                                "rclone",
                                "copyto",
                                "--config=/dev/null",
                                "--retries=1",
                                "--no-check-dest",
                                "--s3-provider=Other",
                                "--s3-env-auth",
                                "--s3-region=us-east-1",
                                "--s3-endpoint={endpoint}",
                                "--s3-force-path-style",
                                "--s3-no-check-bucket",
                                "--s3-no-head",
                                "--s3-disable-checksum",
                                "--s3-upload-cutoff=16M",
                                "--s3-chunk-size=16M",
                                "--s3-upload-concurrency=4",
                                "--ca-cert={ca}",
                                "{file}",
                                ":s3:{bucket}/{key}")),
                new Peer("boto3, 4 threads", boto3, with(boto3Uploads, "threads")),
                new Peer(
                        "boto3, 5 MiB parts in sequence", boto3, with(boto3Uploads, "sequential")));
    }

    private static List<String> with(List<String> command, String last) {
        return Stream.concat(command.stream(), Stream.of(last)).toList();
    }

    /** The first two words of what it says of itself; empty if it is not installed. */
    Optional<String> installed() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(version).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0
                    ? Optional.of(String.join(" ", List.of(said.split("\\s+", 3)).subList(0, 2)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Sends the file, from the start of the program to its end. */
    Cost send(Recording recording, Rig rig) throws IOException, InterruptedException {
        Simulated.Target target = rig.simulator().open();
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(
                    word.replace("{endpoint}", target.endpoint())
                            .replace("{bucket}", target.bucket())
                            .replace("{key}", target.prefix() + "/lecture.mp4")
                            .replace("{file}", recording.file().toString())
                            .replace("{ca}", rig.simulator().certificate().toString()));
        }
        Path config = Files.writeString(rig.directory().resolve("aws.config"), CONFIG);
        Path log = rig.directory().resolve("peer.log");
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("AWS_CONFIG_FILE", config.toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", "dummy");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "dummy");
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        // rclone has an option of its own, and refuses to start with both
        if (!command.contains("--ca-cert={ca}")) {
            builder.environment().put("AWS_CA_BUNDLE", rig.simulator().certificate().toString());
        } else {
            builder.environment().remove("AWS_CA_BUNDLE");
        }
        double before = ProcFiles.cpuSecondsOfEndedChildren();
        long start = System.nanoTime();
        Process process = builder.start();
        double peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            double now = ProcFiles.peakMebibytes(process.pid());
            now +=
                    process.descendants()
                            .mapToDouble(each -> ProcFiles.peakMebibytes(each.pid()))
                            .sum();
            peak = Math.max(peak, now);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(name + " failed:\n" + Files.readString(log));
        }
        Simulated.check(rig.simulator().stored(target.id()), recording);
        return Cost.of(
                recording.bytes(), seconds, ProcFiles.cpuSecondsOfEndedChildren() - before, peak);
    }
}
