package io.panoptoupload.worker.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/**
 * Which partition owns a request id: murmur2 of the id modulo the journal's partitions, whatever
 * partitioner its producer used.
 */
public record HomePartition(int partitions) {
    public int of(String requestId) {
        return Utils.toPositive(Utils.murmur2(requestId.getBytes(UTF_8))) % partitions;
    }
}
