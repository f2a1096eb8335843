package io.panoptoupload.simulator;

import org.w3c.dom.Document;
import org.xml.sax.SAXException;

import java.nio.file.Path;

import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

/**
 * What two schemas say of a manifest.
 *
 * @param by20 whether it is valid by version 2.0
 * @param by21 whether it is valid by version 2.1
 */
record ManifestVerdicts(boolean by20, boolean by21) {
    private static final ManifestVerdicts NO_XML = new ManifestVerdicts(false, false);

    static ManifestVerdicts read(String signs) {
        return new ManifestVerdicts(signs.charAt(0) == '+', signs.charAt(1) == '+');
    }

    String written() {
        return (by20 ? "+" : "-") + (by21 ? "+" : "-");
    }

    static ManifestVerdicts ours(byte[] manifest) {
        return new ManifestVerdicts(
                ManifestSchema.V2_0.fault(manifest).isEmpty(),
                ManifestSchema.V2_1.fault(manifest).isEmpty());
    }

    /** The schemas that Panopto publishes. */
    record Published(Schema v20, Schema v21) {
        /**
         * Reads them.
         *
         * @param directory where they lie under the names that they have in Panopto's repository
         */
        static Published in(Path directory) throws SAXException {
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            return new Published(
                    factory.newSchema(directory.resolve("universal-capture-2.0.xsd").toFile()),
                    factory.newSchema(directory.resolve("universal-capture-2.1.xsd").toFile()));
        }

        ManifestVerdicts of(byte[] manifest) {
            Document document;
            try {
                document = Xml.parse(manifest);
            } catch (SAXException e) {
                return NO_XML;
            }
            return new ManifestVerdicts(valid(v20, document), valid(v21, document));
        }

        private static boolean valid(Schema schema, Document document) {
            try {
                ManifestSchema.validate(schema, document);
                return true;
            } catch (SAXException e) {
                return false;
            }
        }
    }
}
