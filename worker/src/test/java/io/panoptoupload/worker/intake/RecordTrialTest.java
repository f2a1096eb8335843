package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.WorkerMain;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** With real processes: they are quick, since they hold no more than what decides on a record. */
class RecordTrialTest {
    private static final String EARLY = "ends before it has a record";
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @Test
    void a_record_arrives_as_it_was() throws IOException {
        ConsumerRecord<byte[], byte[]> record =
                Incoming.with(Incoming.record(null, "{\u00e4}"), "x", "y");
        record.headers().add("without a value", null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TriedRecord.write(record, new DataOutputStream(bytes));
        ConsumerRecord<byte[], byte[]> read =
                TriedRecord.read(
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.key()).isNull();
        assertThat(read.value()).isEqualTo(record.value());
        assertThat(read.headers()).isEqualTo(record.headers());
    }

    @Test
    void no_record_that_a_worker_can_decide_on_ends_its_trial() throws Exception {
        assertThat(statusAfter(Incoming.record("a", Incoming.MINIMAL))).isZero();
        assertThat(statusAfter(Incoming.record("a", null))).isZero();
        assertThat(statusAfter(Incoming.record("a", "[".repeat(500_000)))).isZero();
    }

    /** Of the worker's own program, once it has said that it is ready. */
    private static int statusAfter(ConsumerRecord<byte[], byte[]> record) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                CLASS_PATH,
                                WorkerMain.class.getName(),
                                RecordTrial.ARGUMENT)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(process.inputReader(UTF_8).readLine()).isEqualTo(RecordTrial.READY);
            TriedRecord.write(record, new DataOutputStream(process.getOutputStream()));
            return process.onExit()
                    .get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_record_that_takes_all_memory_ends_its_trial() throws InterruptedException {
        assertThat(trial(Ordeal.class.getName()).ends(named("takes all memory"))).isTrue();
    }

    @Test
    void a_record_that_crashes_the_jvm_ends_its_trial() throws InterruptedException {
        assertThat(trial(Ordeal.class.getName()).ends(named("crashes"))).isTrue();
    }

    @Test
    void what_ends_a_trial_from_outside_says_nothing_about_the_record()
            throws InterruptedException {
        assertThat(trial(Ordeal.class.getName()).ends(named("is killed"))).isFalse();
        assertThat(trial(Ordeal.class.getName()).ends(named("exits"))).isFalse();
        assertThat(trial("no.such.Program").ends(named("a"))).isFalse();
        assertThat(trial(Ordeal.class.getName(), EARLY).ends(named("a"))).isFalse();
    }

    @Test
    void a_record_that_takes_too_long_has_not_ended_its_trial(@TempDir Path directory)
            throws InterruptedException {
        Path begun = directory.resolve("begun");
        Duration limit = Duration.ofMillis(500);
        // Until a process has the record within its time.
        while (!Files.exists(begun)) {
            limit = limit.multipliedBy(2);
            assertThat(limit).isLessThan(Patience.LIMIT);
            TrialProcess brief =
                    new TrialProcess(
                            CLASS_PATH, List.of(Ordeal.class.getName(), begun.toString()), limit);
            assertThat(brief.ends(named("hangs"))).isFalse();
        }
    }

    private static TrialProcess trial(String... main) {
        return new TrialProcess(CLASS_PATH, List.of(main), Duration.ofMinutes(2));
    }

    private static ConsumerRecord<byte[], byte[]> named(String key) {
        return Incoming.record(key, Incoming.MINIMAL);
    }

    /** A program that ends as the key of its record says. */
    static final class Ordeal {
        private static @Nullable List<byte[]> taken;

        private Ordeal() {}

        public static void main(String[] arguments) throws Exception {
            if (List.of(arguments).contains(EARLY)) {
                System.exit(3);
            }
            System.out.println(RecordTrial.READY);
            System.out.flush();
            ConsumerRecord<byte[], byte[]> record =
                    TriedRecord.read(new DataInputStream(System.in));
            switch (new String(record.key(), UTF_8)) {
                case "takes all memory" -> takeAllMemory();
                case "is killed" -> signalled("KILL");
                case "crashes" -> signalled("SEGV");
                case "hangs" -> {
                    Files.createFile(Path.of(arguments[0]));
                    Thread.currentThread().join();
                }
                default -> System.exit(1);
            }
        }

        private static void signalled(String signal) throws Exception {
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("/bin/sh", "-c", "kill -%s %s".formatted(signal, self))
                    .start()
                    .waitFor();
            Thread.currentThread().join();
        }

        private static void takeAllMemory() {
            taken = new ArrayList<>();
            while (true) {
                taken.add(new byte[1024 * 1024]);
            }
        }
    }
}
