package io.panoptoupload.worker.request;

/**
 * One thing that is wrong with a request.
 *
 * @param field as in {@code streams[3].chapters}; empty if it is the request as a whole
 * @param message what is wrong with it, and the remedy
 */
public record FieldFault(String field, String message) {
    String sentence() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
