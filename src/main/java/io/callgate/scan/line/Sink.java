package io.callgate.scan.line;

import io.callgate.core.failure.Failure;

/** Who wants to know what is found. */
@FunctionalInterface
public interface Sink {

    void failure(Failure failure);

    /**
     * A failed attempt whose address cannot be told; the line is as it stands in the log. Nothing is done about it.
     *
     * @param reading says why; it is used again for the next line
     */
    default void unclear(String family, Reading reading, byte[] line, int from, int to) {}

    /** The next failure's time was moved by so much: all that was appended with it is off by that, which is a zone's. */
    default void moved(long millis) {}

    /** A line that holds what failures hold, and whose writer nobody knows. Nothing is made of it. */
    default void strange(byte[] line, int from, int to) {}
}
