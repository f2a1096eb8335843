package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.source.Purpose;
import io.panoptoupload.worker.transfer.SendOutcome;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class RecordingManifestTest {
    private static final UploadRequest EVERYTHING =
            UploadRequest.builder("a")
                    .folderId("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                    .title("Algorithms")
                    .streams(
                            List.of(stream("camera.mp4", "de.vtt", "en.vtt"), stream("screen.mp4")))
                    .slides(
                            List.of(
                                    new Slides(
                                            source("slides.pptx"),
                                            Duration.ZERO,
                                            List.of(),
                                            false)))
                    .thumbnail(new Thumbnail(source("thumb.png"), null))
                    .attachments(
                            List.of(new Attachment(source("notes.pdf"), "application/pdf", null)))
                    .build();

    @Test
    void names_the_files_in_the_order_in_which_they_are_sent() {
        List<String> order =
                RecordingFiles.of(EVERYTHING).files().stream()
                        .map(RecordingSources::fileName)
                        .toList();
        assertThat(order)
                .containsExactly(
                        "camera.mp4",
                        "de.vtt",
                        "en.vtt",
                        "screen.mp4",
                        "slides.pptx",
                        "thumb.png",
                        "notes.pdf");
        String xml = new String(Manifests.of(EVERYTHING, sent(order)), UTF_8);
        for (int i = 0; i < order.size(); i++) {
            assertThat(xml).contains(order.get(i)).containsIgnoringCase("0000000" + i);
        }
        assertThat(xml.indexOf("de.vtt"))
                .isBetween(xml.indexOf("camera.mp4"), xml.indexOf("screen.mp4"));
    }

    @ParameterizedTest
    @CsvSource({
        "Week 1/2: handout, a8f3.pdf, Week 1 2: handout.pdf",
        "Handout.PDF,       a8f3.pdf, Handout.PDF",
        "Slides.pdf,        d.ashx,   Slides.pdf",
        "Exercise 1.2,      a8f3.pdf, Exercise 1.2.pdf",
        "Video.mp4,         a8f3,     Video.mp4",
        "x.c++,             a.c++,    x.c++",
        "Dr. Who,           a8f3.pdf, Dr. Who.pdf",
        "Dr. Who,           a8f3,     Dr. Who",
        "' ',               a8f3.pdf, a8f3.pdf",
        ",                  a8f3.pdf, a8f3.pdf"
    })
    void an_attachment_has_the_name_that_viewers_are_to_see(
            @Nullable String name, String file, String expected) {
        RecordingFiles.Named attachment =
                new RecordingFiles.Named(source(file), Purpose.ATTACHMENT, name);
        assertThat(RecordingSources.fileName(attachment)).isEqualTo(expected);
        UploadRequest request =
                UploadRequest.builder("a")
                        .attachments(List.of(new Attachment(source(file), null, name)))
                        .build();
        assertThat(RecordingFiles.of(request).files()).containsExactly(attachment);
    }

    @ParameterizedTest
    @CsvSource({"de.xml, de.ttml", "DE.XML, DE.ttml", "de.vtt, de.vtt", "xml, xml"})
    void captions_have_no_name_like_a_manifests(String file, String expected) {
        var captions = new RecordingFiles.Named(source(file), Purpose.CAPTIONS, null);
        assertThat(RecordingSources.fileName(captions)).isEqualTo(expected);
    }

    @Test
    void is_the_same_for_every_owner() {
        Upload upload = sent(List.of("1", "2", "3", "4", "5", "6", "7"));
        assertThat(Manifests.of(EVERYTHING, upload)).isEqualTo(Manifests.of(EVERYTHING, upload));
    }

    @Test
    void is_sent_under_its_name_and_sent_again_when_it_was_not_taken() {
        FakeStageContext context =
                new FakeStageContext(EVERYTHING)
                        .with(sent(List.of("1", "2", "3", "4", "5", "6", "7")));
        List<String> names = new ArrayList<>();
        TransferManifest taken =
                new TransferManifest(
                        lookup(),
                        (_, name, bytes, _) -> {
                            names.add(name);
                            return new SendOutcome.Sent(bytes.length, 1);
                        });
        assertThat(taken.run(context)).isInstanceOf(StageResult.Done.class);
        assertThat(names).containsExactly("manifest.xml");
        TransferManifest refused =
                new TransferManifest(lookup(), (_, _, _, _) -> new SendOutcome.InDoubt("no"));
        assertThatThrownBy(() -> refused.run(context)).isInstanceOf(TransientFault.class);
    }

    @Test
    void is_refused_for_good_where_storage_says_so_and_cannot_have_it() {
        PermanentFault refusal = new PermanentFault(ErrorCode.PANOPTO_REJECTED, "no");
        TransferManifest manifest =
                new TransferManifest(
                        lookup(), (_, _, _, _) -> new SendOutcome.InDoubt("no", refusal));
        FakeStageContext context =
                new FakeStageContext(EVERYTHING)
                        .with(sent(List.of("1", "2", "3", "4", "5", "6", "7")));
        assertThatThrownBy(() -> manifest.run(context)).isSameAs(refusal);
    }

    @Test
    void is_not_sent_to_an_upload_that_is_gone() throws InterruptedException {
        FakeUploads panopto = new FakeUploads();
        panopto.state = null;
        TransferManifest manifest =
                new TransferManifest(
                        new UploadLookup(panopto.proof()),
                        (_, _, _, _) -> {
                            throw new AssertionError("nothing is to be sent");
                        });
        assertThat(new FakeStageContext(EVERYTHING).untilCertain(manifest))
                .isEqualTo(new StageResult.StartOver("unknown to Panopto"));
        assertThat(panopto.calls).hasSize(3);
    }

    private static UploadLookup lookup() {
        FakeUploads panopto = new FakeUploads();
        return new UploadLookup(panopto.proof());
    }

    private static Upload sent(List<String> names) {
        Upload upload = Upload.created(FakeUploads.ID, "Algorithms", 1);
        for (int i = 0; i < names.size(); i++) {
            upload =
                    upload.with(
                            i,
                            new UploadFile(
                                    names.get(i), 0, 1, "pin", 1, "mp", "0000000" + i, null));
        }
        return upload;
    }

    private static Stream stream(String file, String... captions) {
        List<Caption> each = new ArrayList<>();
        for (String caption : captions) {
            each.add(new Caption(source(caption), caption.substring(0, 2), true, null));
        }
        return new Stream(
                source(file), Role.PRIMARY, Duration.ZERO, null, List.of(), List.of(), each);
    }

    private static Source source(String file) {
        return Source.of("file:///captures/" + file);
    }
}
