package io.panoptoupload.simulator;

import static io.panoptoupload.simulator.Multipart.MAX_PART_BYTES;
import static io.panoptoupload.simulator.Multipart.MIN_PART_BYTES;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

class MultipartTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.withoutHttps().storage(new Storage.Discard()));

    private static final int MIN_PART = (int) MIN_PART_BYTES;
    private static final int MAX_PART = (int) MAX_PART_BYTES;

    @Test
    void parts_of_the_least_size_and_a_smaller_last_one_are_fine() {
        assertThat(completionOf(MIN_PART, MIN_PART, 1).status()).isEqualTo(200);
    }

    @Test
    void parts_of_twenty_five_mebibytes_are_fine() {
        assertThat(MAX_PART).isEqualTo(26_214_400);
        assertThat(completionOf(MAX_PART, MAX_PART).status()).isEqualTo(200);
    }

    @Test
    void a_single_small_part_is_fine() {
        assertThat(completionOf(0).status()).isEqualTo(200);
    }

    @Test
    void a_part_below_the_least_size_is_refused() {
        refused(completionOf(MIN_PART - 1, MIN_PART - 1), "EntityTooSmall");
    }

    @Test
    void a_part_above_the_largest_size_is_refused() {
        refused(completionOf(MAX_PART + 1), "EntityTooLarge");
    }

    @Test
    void parts_of_unequal_sizes_are_refused() {
        refused(completionOf(MIN_PART, MIN_PART + 1, MIN_PART), "InvalidPart");
    }

    @Test
    void a_last_part_that_is_larger_is_refused() {
        refused(completionOf(MIN_PART, MIN_PART + 1), "InvalidPart");
    }

    @Test
    void a_list_that_leaves_a_part_out_is_refused() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(MIN_PART, MIN_PART, 1));
        refused(
                upload.complete("a.mp4", sent.uploadId(), sent.etags().subList(0, 2)),
                "InvalidPart");
        refused(
                upload.completeWith(
                        "a.mp4", sent.uploadId(), List.of(part(sent, 1), part(sent, 3))),
                "InvalidPart");
    }

    @Test
    void a_list_that_names_a_part_that_never_came_is_refused() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(MIN_PART));
        List<String> twice = List.of(sent.etags().getFirst(), sent.etags().getFirst());
        refused(upload.complete("a.mp4", sent.uploadId(), twice), "InvalidPart");
    }

    @Test
    void a_list_out_of_order_is_refused() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(MIN_PART, MIN_PART));
        refused(
                upload.completeWith(
                        "a.mp4", sent.uploadId(), List.of(part(sent, 2), part(sent, 1))),
                "InvalidPartOrder");
    }

    @Test
    void a_wrong_etag_is_refused() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(MIN_PART, 1));
        List<String> swapped = new ArrayList<>(sent.etags());
        Collections.reverse(swapped);
        refused(upload.complete("a.mp4", sent.uploadId(), swapped), "InvalidPart");
    }

    @Test
    void an_etag_without_its_quotes_is_the_same() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(7));
        assertThat(sent.etags().getFirst()).matches("\"[0-9a-f]{32}\"");
        String bare = sent.etags().getFirst().replace("\"", "");
        upload.complete("a.mp4", sent.uploadId(), List.of(bare)).expect(200);
    }

    @Test
    void a_multipart_upload_can_be_completed_only_once() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(7));
        upload.complete("a.mp4", sent.uploadId(), sent.etags()).expect(200);
        Reply again = upload.complete("a.mp4", sent.uploadId(), sent.etags());
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.element("Code")).isEqualTo("NoSuchUpload");
    }

    @Test
    void a_part_of_another_name_than_the_multipart_upload_is_refused() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(7));
        assertThat(upload.putPart("b.mp4", sent.uploadId(), 1, new byte[7]).status())
                .isEqualTo(404);
    }

    @Test
    void parts_may_be_numbered_from_zero_and_come_in_any_order() {
        TestUpload upload = simulator.client().begin();
        String uploadId = upload.createMultipart("a.mp4").expect(200).element("UploadId");
        List<byte[]> bytes = bytes(MIN_PART, MIN_PART, 5);
        List<TestUpload.Part> sent = new ArrayList<>();
        for (int number : List.of(2, 0, 1)) {
            Reply reply = upload.putPart("a.mp4", uploadId, number, bytes.get(number)).expect(200);
            sent.add(new TestUpload.Part(number, reply.header("ETag")));
        }
        sent.sort(Comparator.comparingInt(TestUpload.Part::number));
        upload.completeWith("a.mp4", uploadId, sent).expect(200);
        assertThat(simulator.ledger(upload).files())
                .containsExactly(
                        new Ledger.File(
                                "a.mp4",
                                2L * MIN_PART + 5,
                                Bytes.crc32(bytes.toArray(byte[][]::new)),
                                3,
                                0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10_001})
    void part_numbers_beyond_zero_to_ten_thousand_are_refused(int number) {
        TestUpload upload = simulator.client().begin();
        String uploadId = upload.createMultipart("a.mp4").expect(200).element("UploadId");
        refused(upload.putPart("a.mp4", uploadId, number, new byte[1]), "InvalidArgument");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no xml", "<CompleteMultipartUpload/>", "<a><Part/></a>"})
    void a_list_of_parts_that_cannot_be_read_is_refused(String body) {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(7));
        String address = upload.target() + "/a.mp4?uploadId=" + sent.uploadId();
        refused(simulator.anonymous().send("POST", address, Map.of(), body), "MalformedXML");
    }

    @Test
    void a_target_that_nobody_was_given_does_not_exist() {
        Reply reply =
                simulator
                        .anonymous()
                        .send(
                                "POST",
                                "/Panopto/Upload/6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11/a.mp4?uploads",
                                Map.of(),
                                "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.element("Code")).isEqualTo("NoSuchBucket");
    }

    @Test
    void listing_head_and_abort_do_not_exist() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(7));
        String object = upload.target() + "/a.mp4";
        Client client = simulator.anonymous();
        assertThat(client.get(object + "?uploadId=" + sent.uploadId()).status()).isEqualTo(501);
        assertThat(client.send("HEAD", object, Map.of(), "").status()).isEqualTo(501);
        assertThat(
                        client.send("DELETE", object + "?uploadId=" + sent.uploadId(), Map.of(), "")
                                .status())
                .isEqualTo(501);
        upload.complete("a.mp4", sent.uploadId(), sent.etags()).expect(200);
    }

    @Test
    void objects_lie_side_by_side_without_folders() {
        TestUpload upload = simulator.client().begin();
        assertThat(upload.createMultipart("folder/a.mp4").status()).isEqualTo(501);
        assertThat(upload.createMultipart("../a.mp4").status()).isNotEqualTo(200);
    }

    @Test
    void the_ledger_counts_parts_that_came_again() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(MIN_PART, 9));
        upload.putPart("a.mp4", sent.uploadId(), 2, new byte[9]).expect(200);
        upload.putPart("a.mp4", sent.uploadId(), 2, new byte[9]).expect(200);
        String last =
                upload.putPart("a.mp4", sent.uploadId(), 2, Bytes.random(5, 8)).header("ETag");
        upload.complete("a.mp4", sent.uploadId(), List.of(sent.etags().getFirst(), last))
                .expect(200);
        assertThat(simulator.ledger(upload).files())
                .containsExactly(
                        new Ledger.File(
                                "a.mp4",
                                MIN_PART + 8L,
                                Bytes.crc32(bytes(MIN_PART).getFirst(), Bytes.random(5, 8)),
                                2,
                                3));
    }

    private static Reply completionOf(int... sizes) {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", bytes(sizes));
        return upload.complete("a.mp4", sent.uploadId(), sent.etags());
    }

    private static TestUpload.Part part(TestUpload.Sent sent, int number) {
        return new TestUpload.Part(number, sent.etags().get(number - 1));
    }

    private static List<byte[]> bytes(int... sizes) {
        List<byte[]> parts = new ArrayList<>();
        for (int size : sizes) {
            parts.add(Bytes.random(parts.size(), size));
        }
        return parts;
    }

    private static void refused(Reply reply, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.element("Code")).isEqualTo(code);
    }
}
