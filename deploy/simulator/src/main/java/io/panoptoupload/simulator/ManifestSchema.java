package io.panoptoupload.simulator;

import org.w3c.dom.Document;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

import javax.xml.XMLConstants;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;

/**
 * The versions of Panopto's Universal Capture Specification, by which manifests are valid or not.
 * What is valid in 2.0 is so in 2.1. The schemas are rewritten from the facts of the published
 * ones, and accept and refuse what those do. Safe for use by many threads.
 */
public enum ManifestSchema {
    V2_0("ucs-2.0.xsd"),
    V2_1("ucs-2.1.xsd");

    @SuppressWarnings("ImmutableEnumChecker") // by its contract a schema does not change
    private final Schema schema;

    ManifestSchema(String resource) {
        try {
            schema =
                    SchemaFactory.newDefaultInstance()
                            .newSchema(
                                    Objects.requireNonNull(
                                            ManifestSchema.class.getResource(resource)));
        } catch (SAXException e) {
            throw new IllegalStateException("the schema that comes with this program is broken", e);
        }
    }

    /** What is wrong with a manifest; empty when it is well-formed and valid. */
    public Optional<String> fault(byte[] manifest) {
        try {
            validate(Xml.parse(manifest));
            return Optional.empty();
        } catch (SAXException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Throws for the first fault. */
    void validate(Document manifest) throws SAXException {
        validate(schema, manifest);
    }

    static void validate(Schema schema, Document manifest) throws SAXException {
        Validator validator = schema.newValidator();
        validator.setErrorHandler(new Xml.FirstError());
        validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        try {
            validator.validate(new DOMSource(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
