package io.callgate.app.tm3;

/**
 * A file that was read.
 *
 * @param name its path, for naming places in it
 */
public record Source(String name, String text) {}
