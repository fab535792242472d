package io.callgate.scan.line;

import io.callgate.core.failure.Failure;

/** Who wants to know what is found. */
@FunctionalInterface
public interface Sink {

    void failure(Failure failure);

    /** A failed attempt whose address cannot be told, and why; the line is as it stands in the log. Nothing is done about it. */
    default void unclear(String family, String why, byte[] line, int from, int to) {}
}
