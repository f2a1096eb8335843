package io.panoptoupload.worker.intake;

import static io.panoptoupload.worker.request.Incoming.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.util.List;

class ForwardedRecordsTest {
    private final IntakeBench bench = new IntakeBench();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final ForwardedRecords records =
            new ForwardedRecords(
                    bench.admission,
                    new Forwarder("requests", producer, _ -> 0),
                    new Inbox(new Inbox.Budget(1000, 1000)),
                    offset -> offset == 5);

    @Test
    void marks_the_letter_of_what_it_reads_once_more_and_cannot_decide() throws Exception {
        IllegalStateException bug = new IllegalStateException("a bug");
        records.deadLetter(Incoming.at(9, 5, "a", request("a")), bug);
        records.deadLetter(Incoming.at(9, 6, "b", request("b")), bug);
        assertThat(producer.history())
                .filteredOn(each -> each.topic().equals("dead-letters"))
                .extracting(each -> List.of(each.headers().toArray()).size())
                .as("the reason, and that it may have been forwarded before")
                .containsExactly(2, 1);
    }
}
