package io.panoptoupload.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.simulator.ManifestSchema;

import org.w3c.dom.Document;
import org.xml.sax.SAXException;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/** A manifest that a test has come by: it has to be valid by every version of the schema. */
public final class ValidManifest {
    private ValidManifest() {}

    /** Reads it. */
    public static Document of(byte[] manifest) {
        for (ManifestSchema version : ManifestSchema.values()) {
            assertThat(version.fault(manifest))
                    .as(() -> version + " of " + new String(manifest, UTF_8))
                    .isEmpty();
        }
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(manifest));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
