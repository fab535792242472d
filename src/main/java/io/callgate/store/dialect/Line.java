package io.callgate.store.dialect;

import java.sql.Connection;

/**
 * A connection to the database, and what breaks whatever waits on it off at once, from any thread.
 *
 * @param cut must not be run once the connection is being closed
 */
public record Line(Connection connection, Runnable cut) {}
