package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.time.Duration;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the few shapes that a manifest is made of, so that none of them can be written wrong. */
final class XmlOut implements AutoCloseable {
    private static final String NAMESPACE = "http://tempuri.org/UniversalCaptureSpecification/v1";

    private interface Step {
        void write() throws XMLStreamException;
    }

    private final XMLStreamWriter xml;

    XmlOut(OutputStream bytes) {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing stands before the declaration; one default namespace holds for all children. */
    void root(String name, Runnable children) {
        write(() -> {
            xml.writeStartDocument("UTF-8", "1.0");
            xml.setDefaultNamespace(NAMESPACE);
            xml.writeStartElement(NAMESPACE, name);
            xml.writeDefaultNamespace(NAMESPACE);
            children.run();
            xml.writeEndElement();
            xml.writeEndDocument();
        });
    }

    void element(String name, Runnable children) {
        write(() -> {
            xml.writeStartElement(NAMESPACE, name);
            children.run();
            xml.writeEndElement();
        });
    }

    void text(String name, String text) {
        element(name, () -> write(() -> characters(text)));
    }

    void optional(String name, @Nullable String text) {
        if (text != null) {
            text(name, text);
        }
    }

    /** Of a negative duration Java gives each part a sign; XML knows one, before all of it. */
    void time(String name, Duration time) {
        text(name, time.isNegative() ? "-" + time.toString().replace("-", "") : time.toString());
    }

    /** A reference is the object's name as text, whatever the element is called. */
    void file(String name, FileRef file) {
        write(() -> {
            xml.writeStartElement(NAMESPACE, name);
            xml.writeAttribute("Checksum", "%08x".formatted(file.crc32()));
            characters(file.objectName());
            xml.writeEndElement();
        });
    }

    /** Parsers read a bare carriage return as a line feed. */
    private void characters(String text) throws XMLStreamException {
        String[] parts = legal(text).split("\r", -1);
        xml.writeCharacters(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            xml.writeEntityRef("#13");
            xml.writeCharacters(parts[i]);
        }
    }

    /** XML 1.0 has no way to write most control characters, not even escaped. */
    private static String legal(String text) {
        return text.codePoints()
                .filter(XmlOut::isLegal)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isLegal(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    private static void write(Step step) {
        try {
            step.write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the manifest cannot be written", e);
        }
    }

    @Override
    public void close() {
        write(xml::close);
    }
}
