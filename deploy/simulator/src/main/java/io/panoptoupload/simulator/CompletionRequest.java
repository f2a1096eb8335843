package io.panoptoupload.simulator;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.util.ArrayList;
import java.util.List;

/** The list of parts in the body of CompleteMultipartUpload. */
final class CompletionRequest {
    private CompletionRequest() {}

    static List<Multipart.Named> read(byte[] body) {
        List<Multipart.Named> named = new ArrayList<>();
        try {
            NodeList parts = Xml.parse(body).getElementsByTagNameNS("*", "Part");
            for (int i = 0; i < parts.getLength(); i++) {
                Element part = (Element) parts.item(i);
                int number = Integer.parseInt(text(part, "PartNumber"));
                named.add(new Multipart.Named(number, text(part, "ETag")));
            }
        } catch (SAXException | NumberFormatException e) {
            throw malformed();
        }
        if (named.isEmpty()) {
            throw malformed();
        }
        return named;
    }

    private static String text(Element part, String child) {
        NodeList found = part.getElementsByTagNameNS("*", child);
        if (found.getLength() != 1) {
            throw malformed();
        }
        return found.item(0).getTextContent().trim();
    }

    private static Refusal malformed() {
        return S3Errors.refusal(400, "MalformedXML", "The list of parts cannot be understood.");
    }
}
