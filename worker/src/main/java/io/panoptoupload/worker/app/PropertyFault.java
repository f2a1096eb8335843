package io.panoptoupload.worker.app;

/**
 * A property that is not allowed.
 *
 * @param line property, value, what is allowed
 * @param remedy what can be pasted, behind the word that says how: {@code set: worker.uploads=4}
 */
record PropertyFault(String line, String remedy) {}
