package io.panoptoupload.simulator;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import javax.xml.XMLConstants;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;

/**
 * Reads a manifest as Panopto does: it must be well-formed from its first byte, valid against the
 * Universal Capture Specification, and every file that it names must be there, with the checksum it
 * gives.
 */
final class ManifestJudge {
    static final String UCS = "http://tempuri.org/UniversalCaptureSpecification/v1";

    private final Schema schema;

    ManifestJudge() {
        try {
            schema =
                    SchemaFactory.newDefaultInstance()
                            .newSchema(
                                    Objects.requireNonNull(
                                            ManifestJudge.class.getResource("ucs-2.0.xsd")));
        } catch (SAXException e) {
            throw new IllegalStateException("the schema that comes with this program is broken", e);
        }
    }

    Verdict judge(byte[] manifest, Function<String, Optional<StoredFile>> files)
            throws IOException {
        if (!beginsWithMarkup(manifest)) {
            // The words of Panopto's own parser: what a chunked body or a stray byte leads to.
            return new Verdict.Rejected("Data at the root level is invalid. Line 1, position 1.");
        }
        Document document;
        try {
            document = Xml.parse(manifest);
            Validator validator = schema.newValidator();
            validator.setErrorHandler(new Xml.FirstError());
            validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            validator.validate(new DOMSource(document));
        } catch (SAXParseException e) {
            return new Verdict.Rejected("The manifest is invalid: " + e.getMessage() + where(e));
        } catch (SAXException e) {
            return new Verdict.Rejected("The manifest is invalid: " + e.getMessage());
        }
        return fileFault(document, files)
                .<Verdict>map(Verdict.Rejected::new)
                .orElseGet(() -> new Verdict.Accepted(ManifestContents.of(document)));
    }

    private static boolean beginsWithMarkup(byte[] bytes) {
        boolean mark =
                bytes.length > 3
                        && (bytes[0] & 0xFF) == 0xEF
                        && (bytes[1] & 0xFF) == 0xBB
                        && (bytes[2] & 0xFF) == 0xBF;
        int start = mark ? 3 : 0;
        return bytes.length > start && bytes[start] == '<';
    }

    private static String where(SAXParseException e) {
        return e.getLineNumber() < 0
                ? ""
                : " Line " + e.getLineNumber() + ", position " + e.getColumnNumber() + ".";
    }

    private static Optional<String> fileFault(
            Document document, Function<String, Optional<StoredFile>> files) {
        NodeList named = document.getElementsByTagNameNS(UCS, "File");
        for (int i = 0; i < named.getLength(); i++) {
            Element element = (Element) named.item(i);
            String name = element.getTextContent();
            Optional<StoredFile> file = files.apply(name);
            if (file.isEmpty()) {
                return Optional.of("The manifest names a file that is not there: " + name);
            }
            String checksum = element.getAttribute("Checksum");
            if (!checksum.isEmpty() && !checksum.equalsIgnoreCase(file.get().crc32Hex())) {
                return Optional.of(
                        "The checksum of "
                                + name
                                + " is "
                                + file.get().crc32Hex()
                                + ", the manifest says "
                                + checksum);
            }
        }
        return Optional.empty();
    }
}
