package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.request.Decoded;
import io.panoptoupload.worker.request.HostileRecords;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What a record costs until it is accepted or refused, whatever its sender wrote: bytes that are
 * allocated, since those are the same in every run.
 */
class RecordCostTest {
    private static final long MAX_ALLOCATED = 20L * 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final IntakeBench BENCH = new IntakeBench();

    static List<HostileRecords.Hostile> hostile() {
        return HostileRecords.of("a");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_record_costs_little(HostileRecords.Hostile hostile) throws Exception {
        decide(hostile.received());
        ConsumerRecord<byte[], byte[]> record = hostile.received();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        AdmissionResult decided = decide(record);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
        assertThat(decided.records()).isNotEmpty();
    }

    private AdmissionResult decide(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        return switch (BENCH.admission.decode(record)) {
            case Decoded.Refused refused -> BENCH.admission.invalid(record, refused);
            case Decoded.Request request ->
                    BENCH.admission.admit(record, request.request(), BENCH.partition, false);
        };
    }
}
