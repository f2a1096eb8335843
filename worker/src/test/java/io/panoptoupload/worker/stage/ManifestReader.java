package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Chapter;
import io.panoptoupload.messages.Checksum;
import io.panoptoupload.messages.ChecksumAlgorithm;
import io.panoptoupload.messages.Creator;
import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.manifest.ValidManifest;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads a manifest back into the request that it was made for, as far as it describes that. */
final class ManifestReader {
    private ManifestReader() {}

    /** With each object's name and checksum as the source. */
    static UploadRequest request(byte[] manifest) {
        Element session = ValidManifest.of(manifest).getDocumentElement();
        String date = text(session, "Date");
        return UploadRequest.builder("random")
                .title(text(session, "Title"))
                .description(text(session, "Description"))
                .recordedAt(date == null ? null : OffsetDateTime.parse(date))
                .creator(
                        children(session, "Creator", ManifestReader::creator)
                                .findFirst()
                                .orElse(null))
                .tags(children(session, "Tags", "Tag", Element::getTextContent))
                .streams(children(session, "Videos", "Video", ManifestReader::stream))
                .slides(children(session, "Presentations", "Presentation", ManifestReader::slides))
                .images(children(session, "Images", "Image", ManifestReader::image))
                .cuts(children(session, "Cuts", "Cut", ManifestReader::cut))
                .thumbnail(thumbnail(session))
                .attachments(
                        children(
                                session,
                                "Attachments",
                                "Attachment",
                                each -> new Attachment(file(each), text(each, "MimeType"), null)))
                .build();
    }

    private static Creator creator(Element creator) {
        return new Creator(
                text(creator, "FirstName"), text(creator, "LastName"), text(creator, "Email"));
    }

    private static @Nullable Thumbnail thumbnail(Element session) {
        String time = text(session, "ThumbnailTime");
        return time == null
                ? children(session, "Thumbnail", each -> new Thumbnail(object(each), null))
                        .findFirst()
                        .orElse(null)
                : new Thumbnail(null, Duration.parse(time));
    }

    private static Stream stream(Element video) {
        return new Stream(
                file(video),
                Role.valueOf(required(video, "Type").toUpperCase(Locale.ROOT)),
                time(video, "Start"),
                text(video, "Title"),
                children(
                        video,
                        "TableOfContents",
                        "Entry",
                        each ->
                                new Chapter(
                                        time(each, "Time"),
                                        required(each, "Title"),
                                        text(each, "Description"),
                                        text(each, "Url"))),
                children(video, "Cuts", "Cut", ManifestReader::cut),
                children(
                        video,
                        "Transcripts",
                        "Transcript",
                        each ->
                                new Caption(
                                        file(each),
                                        text(each, "LCID"),
                                        Boolean.valueOf(text(each, "Visible")),
                                        text(each, "Source"))));
    }

    private static Slides slides(Element presentation) {
        return new Slides(
                file(presentation),
                time(presentation, "Start"),
                children(
                        presentation,
                        "SlideChanges",
                        "SlideChange",
                        each ->
                                new SlideChange(
                                        time(each, "Time"),
                                        Integer.valueOf(required(each, "SlideNumber")),
                                        required(each, "Title"),
                                        text(each, "Description"),
                                        text(each, "Url"))),
                false);
    }

    private static Image image(Element image) {
        return new Image(
                file(image),
                time(image, "Time"),
                text(image, "Title"),
                text(image, "Description"),
                text(image, "Url"));
    }

    private static Cut cut(Element cut) {
        return new Cut(time(cut, "Start"), time(cut, "Duration"));
    }

    private static Source file(Element parent) {
        return children(parent, "File", ManifestReader::object).findFirst().orElseThrow();
    }

    private static Source object(Element file) {
        return new Source(
                file.getTextContent(),
                null,
                new Checksum(ChecksumAlgorithm.CRC32, file.getAttribute("Checksum")),
                null);
    }

    private static Duration time(Element parent, String name) {
        return Duration.parse(required(parent, name));
    }

    private static String required(Element parent, String name) {
        return Objects.requireNonNull(text(parent, name), name);
    }

    private static @Nullable String text(Element parent, String name) {
        return children(parent, name, Element::getTextContent).findFirst().orElse(null);
    }

    private static <T> List<T> children(
            Element parent, String list, String name, Function<Element, T> read) {
        return children(parent, list, Function.identity())
                .flatMap(each -> children(each, name, read))
                .toList();
    }

    private static <T> java.util.stream.Stream<T> children(
            Element parent, String name, Function<Element, T> read) {
        return IntStream.range(0, parent.getChildNodes().getLength())
                .<Node>mapToObj(parent.getChildNodes()::item)
                .filter(node -> name.equals(node.getLocalName()))
                .map(Element.class::cast)
                .map(read);
    }
}
