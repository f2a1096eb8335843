package io.panoptoupload.worker.job;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a request leads to.
 *
 * @param records to be committed together with the input position
 * @param committed what to do then, given the records' offsets
 */
public record AdmissionResult(
        List<ProducerRecord<byte[], byte[]>> records, Consumer<List<Long>> committed) {

    /** Records and nothing else. */
    public static AdmissionResult recordsOnly(List<ProducerRecord<byte[], byte[]>> records) {
        return new AdmissionResult(records, _ -> {});
    }
}
