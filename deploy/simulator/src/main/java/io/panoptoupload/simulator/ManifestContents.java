package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.datatype.DatatypeConstants;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;

/**
 * What a valid manifest says of the session.
 *
 * @param date when it was recorded, if it says so; in UTC if it names no zone
 * @param videos in the order in which it names them
 */
record ManifestContents(
        String title,
        @Nullable String description,
        @Nullable Instant date,
        List<String> tags,
        List<Video> videos) {

    /**
     * One stream.
     *
     * @param start from the beginning of the session
     */
    record Video(String file, Duration start) {}

    static ManifestContents of(Document valid) {
        Element session = valid.getDocumentElement();
        String date = text(session, "Date");
        return new ManifestContents(
                Objects.requireNonNullElse(text(session, "Title"), ""),
                text(session, "Description"),
                date == null ? null : instant(date.trim()),
                elements(session, "Tag").map(Element::getTextContent).toList(),
                elements(session, "Video").map(ManifestContents::video).toList());
    }

    private static Video video(Element video) {
        return new Video(
                Objects.requireNonNullElse(text(video, "File"), ""),
                duration(Objects.requireNonNullElse(text(video, "Start"), "PT0S").trim()));
    }

    private static Instant instant(String dateTime) {
        XMLGregorianCalendar date =
                DatatypeFactory.newDefaultInstance().newXMLGregorianCalendar(dateTime);
        if (date.getTimezone() == DatatypeConstants.FIELD_UNDEFINED) {
            date.setTimezone(0);
        }
        return date.toGregorianCalendar().toInstant();
    }

    /** In milliseconds; months and years are those that begin on 1 January 1970. */
    private static Duration duration(String text) {
        return Duration.ofMillis(
                DatatypeFactory.newDefaultInstance()
                        .newDuration(text)
                        .getTimeInMillis(Date.from(Instant.EPOCH)));
    }

    private static Stream<Element> elements(Element below, String name) {
        NodeList found = below.getElementsByTagNameNS(ManifestValidator.UCS, name);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
    }

    /** The text of a child. */
    private static @Nullable String text(Element parent, String child) {
        return elements(parent, child)
                .filter(element -> parent.isSameNode(element.getParentNode()))
                .map(Element::getTextContent)
                .findFirst()
                .orElse(null);
    }
}
