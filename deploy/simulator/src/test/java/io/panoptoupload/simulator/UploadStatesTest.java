package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every operation in every state. */
class UploadStatesTest {
    private static final Duration PROCESSING = Duration.ofMinutes(10);
    private static final Duration EXPIRY = Duration.ofMinutes(20);

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps().processingDelay(PROCESSING).uploadExpiry(EXPIRY));

    /** The response to each operation in states 0 to 8, and the state afterwards. */
    private static final Map<Operation, List<String>> EXPECTED = new EnumMap<>(Operation.class);

    static {
        // State before:               0      1      2      3      4      5      6      7      8
        expect(Operation.GET_UPLOAD, "200>0 200>1 200>2 200>3 200>4 200>5 200>6 200>7 200>8");
        expect(Operation.FINALISE, "200>1 200>1 400>2 200>3 200>4 400>5 400>6 400>7 400>8");
        expect(Operation.DELETE_UPLOAD, "200>2 200>2 200>2 200>2 200>4 200>5 200>6 200>7 200>8");
        expect(Operation.CREATE_MULTIPART, "200>0 409>1 409>2 409>3 409>4 409>5 409>6 409>7 409>8");
        expect(Operation.UPLOAD_PART, "200>0 409>1 409>2 409>3 409>4 409>5 409>6 409>7 409>8");
        expect(
                Operation.COMPLETE_MULTIPART,
                "200>0 409>1 409>2 409>3 409>4 409>5 409>6 409>7 409>8");
        expect(Operation.PUT_OBJECT, "200>0 409>1 409>2 409>3 409>4 409>5 409>6 409>7 409>8");
    }

    private static void expect(Operation operation, String responses) {
        EXPECTED.put(operation, List.of(responses.split(" ", -1)));
    }

    /** An upload with an open multipart upload of one part. */
    private record Prepared(TestUpload upload, TestUpload.Sent open) {}

    private static final Map<Operation, Function<Prepared, Reply>> CALLS =
            Map.of(
                    Operation.GET_UPLOAD, ready -> ready.upload().get(),
                    Operation.FINALISE, ready -> ready.upload().finalise(),
                    Operation.DELETE_UPLOAD, ready -> ready.upload().delete(),
                    Operation.CREATE_MULTIPART, ready -> ready.upload().createMultipart("n.mp4"),
                    Operation.UPLOAD_PART,
                            ready ->
                                    ready.upload()
                                            .putPart(
                                                    "o.mp4",
                                                    ready.open().uploadId(),
                                                    1,
                                                    new byte[9]),
                    Operation.COMPLETE_MULTIPART,
                            ready ->
                                    ready.upload()
                                            .complete(
                                                    "o.mp4",
                                                    ready.open().uploadId(),
                                                    ready.open().etags()),
                    Operation.PUT_OBJECT,
                            ready ->
                                    simulator
                                            .anonymous()
                                            .send(
                                                    "PUT",
                                                    ready.upload().target() + "/p.mp4",
                                                    Map.of(),
                                                    new byte[9]));

    @TestFactory
    List<DynamicTest> every_operation_in_every_state() {
        List<DynamicTest> tests = new ArrayList<>();
        EXPECTED.forEach((operation, responses) -> {
            for (int state = 0; state < responses.size(); state++) {
                int before = state;
                String[] expected = responses.get(state).split(">", -1);
                tests.add(
                        dynamicTest(
                                operation + " at state " + state,
                                () -> check(operation, before, expected)));
            }
        });
        assertThat(tests).hasSize(7 * 9);
        return tests;
    }

    private static void check(Operation operation, int before, String[] expected) {
        Prepared prepared = at(before);
        assertThat(prepared.upload().state()).isEqualTo(before);
        Reply reply = CALLS.getOrDefault(operation, ready -> ready.upload().get()).apply(prepared);
        assertThat(reply.status()).as(reply.body()).isEqualTo(Integer.parseInt(expected[0]));
        assertThat(prepared.upload().state()).isEqualTo(Integer.parseInt(expected[1]));
    }

    /** An upload that has come to a state in the way that uploads come to it. */
    private static Prepared at(int state) {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent open = upload.sendParts("o.mp4", List.of(new byte[5]));
        upload.file("manifest.xml", state == 5 ? "no xml" : Manifests.session(""));
        SettableClock clock = simulator.clock();
        switch (state) {
            case 1 -> upload.finalise().expect(200);
            case 2 -> upload.delete().expect(200);
            case 3 -> {
                upload.finalise().expect(200);
                clock.advance(PROCESSING.dividedBy(10));
            }
            case 4, 5 -> {
                upload.finalise().expect(200);
                clock.advance(PROCESSING);
            }
            case 6 -> clock.advance(EXPIRY);
            case 7 -> clock.advance(EXPIRY.plus(UploadLife.DELETION));
            case 8 -> {
                simulator
                        .faults()
                        .add(
                                FaultRule.on(Operation.GET_UPLOAD, FaultKind.EXPIRE_UPLOAD)
                                        .message("The files cannot be deleted.")
                                        .times(1)
                                        .build());
                upload.get().expect(200);
                clock.advance(UploadLife.DELETION);
            }
            default -> {}
        }
        return new Prepared(upload, open);
    }

    @Test
    void a_second_put_makes_no_second_session() {
        TestUpload upload = at(4).upload();
        String session = upload.get().json().path("SessionId").asString();
        upload.finalise().expect(200);
        assertThat(upload.get().json().path("SessionId").asString()).isEqualTo(session);
        assertThat(simulator.ledger(upload).finalised()).isEqualTo(2);
    }

    @Test
    void a_refused_put_does_not_count() {
        TestUpload upload = at(2).upload();
        upload.finalise().expect(400);
        assertThat(simulator.ledger(upload).finalised()).isZero();
    }

    @Test
    void each_upload_that_is_finalised_is_a_session_of_its_own() {
        assertThat(at(4).upload().get().json().path("SessionId").asString())
                .isNotEqualTo(at(4).upload().get().json().path("SessionId").asString());
    }

    @Test
    void cancelling_while_it_is_processed_takes_the_session_away() {
        TestUpload upload = at(3).upload();
        String session =
                "/Panopto/api/v1/sessions/" + upload.get().json().path("SessionId").asString();
        simulator.client().api("GET", session, "").expect(200);
        upload.delete().expect(200);
        simulator.client().api("GET", session, "").expect(404);
    }

    @Test
    void cancelled_before_it_is_processed_it_never_had_a_session() {
        TestUpload upload = at(1).upload();
        upload.delete().expect(200);
        assertThat(upload.get().json().path("State").asInt()).isEqualTo(2);
        assertThat(upload.get().json().path("SessionId").asString("")).isEmpty();
    }

    /** Files come in any order, and a manifest has any name. */
    @Test
    void of_two_that_may_be_the_manifest_none_is() {
        TestUpload upload =
                simulator
                        .client()
                        .begin()
                        .file("notes.XML", "<notes/>")
                        .file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        simulator.clock().advance(PROCESSING);
        assertThat(upload.state()).isEqualTo(5);
        assertThat(upload.get().json().path("Message").asString()).contains("several .xml files");
    }

    @Test
    void a_client_may_set_no_other_state_than_one() {
        TestUpload upload = at(0).upload();
        for (int state : new int[] {0, 2, 3, 4, 5}) {
            put(upload, upload.asState(state)).expect(400);
        }
        assertThat(upload.state()).isZero();
    }

    @Test
    void a_put_must_bring_the_whole_object() {
        TestUpload upload = at(0).upload();
        for (String field : upload.created().propertyNames()) {
            ObjectNode partial = (ObjectNode) upload.created().deepCopy();
            partial.put("State", 1).remove(field);
            Reply reply = put(upload, partial.toString());
            assertThat(reply.status()).as("without " + field).isEqualTo(400);
        }
        assertThat(upload.state()).isZero();
    }

    @Test
    void a_put_must_carry_the_ids_of_its_upload() {
        TestUpload upload = at(0).upload();
        for (String field : List.of("ID", "FolderId", "UploadTarget")) {
            ObjectNode foreign = (ObjectNode) upload.created().deepCopy();
            foreign.put("State", 1).put(field, "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");
            Reply reply = put(upload, foreign.toString());
            assertThat(reply.status()).as("with a foreign " + field).isEqualTo(400);
        }
        assertThat(upload.state()).isZero();
    }

    @Test
    void a_body_that_is_not_json_is_refused() {
        assertThat(put(at(0).upload(), "State=1").status()).isEqualTo(400);
    }

    @Test
    void writing_puts_expiry_off() {
        TestUpload upload = simulator.client().begin();
        simulator.clock().advance(EXPIRY.minusSeconds(1));
        upload.file("a.mp4", "bytes");
        simulator.clock().advance(EXPIRY.minusSeconds(1));
        assertThat(upload.state()).isZero();
        simulator.clock().advance(Duration.ofSeconds(1));
        assertThat(upload.state()).isEqualTo(6);
        simulator.clock().advance(UploadLife.DELETION);
        assertThat(upload.state()).isEqualTo(7);
    }

    @Test
    void looking_does_not_put_expiry_off() {
        TestUpload upload = simulator.client().begin();
        simulator.clock().advance(EXPIRY.minusSeconds(1));
        assertThat(upload.state()).isZero();
        simulator.clock().advance(Duration.ofSeconds(1));
        assertThat(upload.state()).isEqualTo(6);
    }

    @Test
    void what_is_finalised_does_not_expire() {
        TestUpload upload = at(1).upload();
        simulator.clock().advance(EXPIRY.multipliedBy(2));
        assertThat(upload.state()).isEqualTo(4);
    }

    private static Reply put(TestUpload upload, String body) {
        return simulator.client().rest("PUT", "sessionUpload/" + upload.id(), body);
    }
}
