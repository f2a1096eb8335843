package io.panoptoupload.broker;

/**
 * One more way in than the plain one.
 *
 * @param name of the listener, for settings that are its own
 * @param protocol such as SASL_SSL
 * @param port on loopback
 * @param advertised the port that is advertised to clients
 */
record Listener(String name, String protocol, int port, int advertised) {}
