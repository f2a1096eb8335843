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

    /** Which of Panopto's interfaces it belongs to; each spells its errors in its own way. */
    enum Family {
        OAUTH,
        UPLOAD_API,
        API_V1,
        S3
    }

    Family family() {
        return switch (this) {
            case AUTHORIZE, TOKEN, REVOKE, DISCOVERY -> Family.OAUTH;
            case CREATE_MULTIPART, UPLOAD_PART, COMPLETE_MULTIPART, PUT_OBJECT -> Family.S3;
            case GET_SESSION, UPDATE_SESSION, DELETE_SESSION, GET_FOLDER -> Family.API_V1;
            case CREATE_UPLOAD, GET_UPLOAD, FINALISE, DELETE_UPLOAD, UNKNOWN, ANY ->
                    Family.UPLOAD_API;
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
