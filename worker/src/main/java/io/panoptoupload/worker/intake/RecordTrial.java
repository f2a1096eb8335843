package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JobStore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.OpenJob;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.job.PendingCancel;
import io.panoptoupload.worker.job.RetryPolicy;
import io.panoptoupload.worker.job.Transitions;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.request.Decoded;
import io.panoptoupload.worker.request.Rejections;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import tools.jackson.databind.json.JsonMapper;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/**
 * What a process does that tries one record: it decides on it as a worker does, without writing
 * anything, and restores what would have been written as the next owner does. Exceptions do not
 * matter here, since a worker handles them. The one question is whether the process survives.
 */
public final class RecordTrial {
    /** The one argument of the program that leads here. */
    public static final String ARGUMENT = "try-record";

    /** What is printed before the record is read: an end before that is not the record's doing. */
    static final String READY = "ready";

    private static final String JOURNAL = "journal";

    private static final String HARMLESS =
            "{\"requestId\":\"trial\",\"folderId\":\"00000000-0000-0000-0000-000000000001\","
                    + "\"title\":\"Trial\",\"streams\":[{\"source\":{\"uri\":\"file:///a.mp4\"}}]}";

    private final JsonMapper json = JsonMapper.builder().build();
    private final JournalJson journalJson = new JournalJson(json);
    private final Admission admission;

    private RecordTrial() {
        InstantSource clock = InstantSource.system();
        OutcomeRecords outcomes = new OutcomeRecords("outcomes", "/trial", json);
        JobStore store =
                new JobStore(
                        JOURNAL,
                        (_, _) -> {
                            throw new IllegalStateException("the journal is not at hand here");
                        },
                        journalJson,
                        outcomes);
        RetryPolicy none =
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofHours(1), new Random(1));
        this.admission =
                new Admission(
                        json,
                        clock,
                        _ -> {},
                        new Rejections(
                                "dead-letters",
                                outcomes,
                                clock,
                                "trial",
                                new SimpleMeterRegistry()),
                        new JobAdmission(
                                store,
                                new NoEngine(),
                                new Transitions("trial", Duration.ofSeconds(1), none),
                                clock,
                                Duration.ofDays(1)));
    }

    /** Tries the record that is read from the input; ends when the other end of it is closed. */
    public static void run(InputStream in, PrintStream out) throws IOException {
        RecordTrial trial = new RecordTrial();
        trial.decide(new ConsumerRecord<>("requests", 0, 0, null, HARMLESS.getBytes(UTF_8)));
        out.println(READY);
        out.flush();
        ConsumerRecord<byte[], byte[]> record = TriedRecord.read(new DataInputStream(in));
        endWith(in);
        trial.decide(record);
    }

    private static void endWith(InputStream in) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // gone as well
                    }
                    Runtime.getRuntime().halt(1);
                });
    }

    private void decide(ConsumerRecord<byte[], byte[]> record) {
        try {
            JobPartition partition = emptyPartition();
            AdmissionResult admitted =
                    switch (admission.decode(record)) {
                        case Decoded.Request(var request) ->
                                admission.admit(record, request, partition, false);
                        case Decoded.Refused refused -> admission.invalid(record, refused);
                    };
            admitted.committed()
                    .accept(LongStream.range(0, admitted.records().size()).boxed().toList());
            takeUp(admitted.records());
        } catch (RuntimeException | StackOverflowError | InterruptedException e) {
            System.err.println("the record leads to " + e.getClass().getName());
        }
    }

    private void takeUp(List<ProducerRecord<byte[], byte[]>> written) {
        JobRestore restore = new JobRestore(journalJson);
        for (ProducerRecord<byte[], byte[]> each : written) {
            if (each.topic().equals(JOURNAL)) {
                restore.record(each.key(), each.value(), 0);
            }
        }
        restore.into(emptyPartition());
    }

    private static JobPartition emptyPartition() {
        return new JobPartition(0, _ -> CompletableFuture.allOf(), new PartitionJobs());
    }

    private static final class NoEngine implements JobAdmission.Engine {
        @Override
        public void add(Collection<OpenJob> jobs) {}

        @Override
        public void cancel(OpenJob job, PendingCancel command) {}
    }
}
