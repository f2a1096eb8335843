package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.request.RequestDecoder;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tries a record in a process of its own, one at a time: a small JVM that lives for a second or
 * two. Only an end that nothing but the record can have caused counts: no memory left, or a crash
 * of the JVM, after the process has decided on a harmless record.
 */
public final class TrialProcess implements PoisonRecordGuard.Trial {
    private static final Logger log = LoggerFactory.getLogger(TrialProcess.class);

    /**
     * Several times what the costliest record may need. A heap as large as a worker's would make
     * the trial a danger of its own where memory is limited for both together.
     */
    private static final List<String> JVM =
            List.of(
                    "-Xms16m",
                    "-Xmx128m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-XX:ErrorFile=/dev/null",
                    "-Dlogback.configurationFile=command-logging.xml");

    private static final int OUT_OF_MEMORY = 3;
    private static final int BY_SIGNAL = 128;

    /** SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV; a SIGKILL comes from elsewhere. */
    private static final Set<Integer> CRASHES =
            Set.of(BY_SIGNAL + 4, BY_SIGNAL + 6, BY_SIGNAL + 7, BY_SIGNAL + 8, BY_SIGNAL + 11);

    private final List<String> command;
    private final Duration limit;
    private final ReentrantLock one = new ReentrantLock();

    /**
     * @param classPath with which this process runs
     * @param main the main class and the arguments that lead to {@link RecordTrial#run}
     * @param limit for the whole trial; what takes longer has not ended the process
     */
    public TrialProcess(String classPath, List<String> main, Duration limit) {
        this.limit = limit;
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", classPath));
        command.addAll(main);
    }

    @Override
    public boolean ends(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (record.value() != null && record.value().length > RequestDecoder.MAX_BYTES) {
            // Refused by its size alone, but a danger to so small a process.
            return false;
        }
        one.lockInterruptibly();
        try {
            return tried(record);
        } catch (IOException | TimeoutException e) {
            log.error(
                    "record {}-{} could not be tried in a process of its own; it is decided on here",
                    record.partition(),
                    record.offset(),
                    e);
            return false;
        } finally {
            one.unlock();
        }
    }

    private boolean tried(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException, IOException, TimeoutException {
        ProcessBuilder builder = new ProcessBuilder(command);
        // It needs no secret, and no option that is meant for the worker.
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            AtomicBoolean handedOver = new AtomicBoolean();
            Thread.startVirtualThread(() -> handOver(record, process, handedOver));
            int status = process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS).exitValue();
            boolean poison =
                    handedOver.get() && (status == OUT_OF_MEMORY || CRASHES.contains(status));
            log.warn(
                    "record {}-{} was tried in a process of its own, which ended with status {}: {}",
                    record.partition(),
                    record.offset(),
                    status,
                    poison ? "it will not be decided on" : "it is decided on here");
            return poison;
        } catch (ExecutionException e) {
            throw new IOException("the process was lost", e.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void handOver(
            ConsumerRecord<byte[], byte[]> record, Process process, AtomicBoolean handedOver) {
        try {
            // Both stay open until the process has ended: it ends when they are closed.
            BufferedReader from = process.inputReader(UTF_8);
            if (RecordTrial.READY.equals(from.readLine())) {
                handedOver.set(true);
                TriedRecord.write(record, new DataOutputStream(process.getOutputStream()));
            }
        } catch (IOException e) {
            log.debug("the process that tries a record ended before it had the record", e);
        }
    }
}
