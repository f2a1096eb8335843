package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a request asks for, under the name that fault rules and request counts use. */
public enum Operation {
    AUTHORIZE("authorize"),
    TOKEN("token"),
    REVOKE("revoke"),
    DISCOVERY("discovery"),
    CREATE_UPLOAD("createUpload"),
    GET_UPLOAD("getUpload"),
    FINALISE("finalise"),
    DELETE_UPLOAD("deleteUpload"),
    CREATE_MULTIPART("createMultipart"),
    UPLOAD_PART("uploadPart"),
    COMPLETE_MULTIPART("completeMultipart"),
    PUT_OBJECT("putObject"),
    GET_SESSION("getSession"),
    UPDATE_SESSION("updateSession"),
    DELETE_SESSION("deleteSession"),
    GET_FOLDER("getFolder"),
    /** An address or a method that Panopto does not have. */
    UNKNOWN("unknown"),
    /** In a fault rule: each of the others. */
    ANY("any");

    private final String text;

    Operation(String text) {
        this.text = text;
    }

    @JsonValue
    public String text() {
        return text;
    }

    /** Whether errors are spelt in XML as S3 does, instead of JSON. */
    boolean isS3() {
        return switch (this) {
            case CREATE_MULTIPART, UPLOAD_PART, COMPLETE_MULTIPART, PUT_OBJECT -> true;
            default -> false;
        };
    }

    /** Whether the body is the bytes of a file, stored as they come. */
    boolean carriesFile() {
        return this == UPLOAD_PART || this == PUT_OBJECT;
    }

    boolean covers(Operation other) {
        return this == ANY || this == other;
    }

    @Override
    public String toString() {
        return text;
    }
}
