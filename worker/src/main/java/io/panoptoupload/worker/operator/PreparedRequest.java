package io.panoptoupload.worker.operator;

/**
 * A request that intake will take on, as it is going to be published.
 *
 * @param json the record's value
 */
record PreparedRequest(String requestId, String json) {}
