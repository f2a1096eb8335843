package io.panoptoupload.simulator;

/**
 * Another answer to a question that only a real site can answer. Without any, the simulator behaves
 * as is assumed of Panopto.
 */
public enum Variant {
    /** A wrong checksum in a manifest is taken, not a processing error. */
    CRC_IGNORED,
    /** A second PUT State 1 is refused with 400, not taken without an effect. */
    SECOND_PUT_REFUSED,
    /** A second PUT State 1 makes one more session. */
    SECOND_PUT_PUBLISHES,
    /** Parts above 25 MiB are taken, not refused at the end of the multipart upload. */
    LARGE_PARTS_TAKEN,
    /** Parts whose length is not known beforehand are refused with 411, not taken. */
    CHUNKED_REFUSED,
    /** The framing of aws-chunked bodies is taken off, not stored with the file. */
    AWS_CHUNKED_DECODED,
    /** Names other than of letters, digits, dot, hyphen and underscore are refused with 400. */
    PLAIN_NAMES_ONLY
}
