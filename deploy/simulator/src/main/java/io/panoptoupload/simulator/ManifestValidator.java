package io.panoptoupload.simulator;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a manifest as Panopto does: it must be well-formed from its first byte, valid against the
 * Universal Capture Specification, and every file that it names must be there, with the checksum it
 * gives.
 */
final class ManifestValidator {
    static final String UCS = "http://tempuri.org/UniversalCaptureSpecification/v1";

    private final boolean checksumsCount;

    /** As is assumed of Panopto. */
    ManifestValidator() {
        this(true);
    }

    /**
     * @param checksumsCount whether a file with another checksum than the manifest says is a fault
     */
    ManifestValidator(boolean checksumsCount) {
        this.checksumsCount = checksumsCount;
    }

    Verdict validate(byte[] manifest, Function<String, Optional<StoredFile>> files) {
        if (!beginsWithMarkup(manifest)) {
            // The words of Panopto's own parser: what a chunked body or a stray byte leads to.
            return new Verdict.Rejected("Data at the root level is invalid. Line 1, position 1.");
        }
        Document document;
        try {
            document = Xml.parse(manifest);
            // Nothing in a manifest says which version it is of; the later takes both.
            ManifestSchema.V2_1.validate(document);
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

    private Optional<String> fileFault(
            Document document, Function<String, Optional<StoredFile>> files) {
        return Stream.of("File", "Thumbnail")
                .map(name -> document.getElementsByTagNameNS(UCS, name))
                .flatMap(named -> IntStream.range(0, named.getLength()).mapToObj(named::item))
                .map(Element.class::cast)
                .flatMap(named -> fileFault(named, files).stream())
                .findFirst();
    }

    private Optional<String> fileFault(
            Element element, Function<String, Optional<StoredFile>> files) {
        String name = element.getTextContent();
        Optional<StoredFile> file = files.apply(name);
        if (file.isEmpty()) {
            return Optional.of("The manifest names a file that is not there: " + name);
        }
        String checksum = element.getAttribute("Checksum");
        if (checksumsCount
                && !checksum.isEmpty()
                && !checksum.equalsIgnoreCase(file.get().crc32Hex())) {
            return Optional.of(
                    "The checksum of "
                            + name
                            + " is "
                            + file.get().crc32Hex()
                            + ", the manifest says "
                            + checksum);
        }
        return Optional.empty();
    }
}
