package io.callgate.scan.family;

import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import java.util.List;

/**
 * One kind of lines. It is asked only for lines whose header names one of its sources, or for those that no other family
 * makes anything of; its needles are what each of its failures holds, so that other lines are never looked at.
 */
public interface Family {

    /** As it is shown. */
    String name();

    /** None for the lines of any writer. */
    List<Source> sources();

    /**
     * Bytes in the form of characters; none when every line has to be read. Those of this program have at least 8: the shortest
     * of all says how fast logs are read.
     */
    List<String> needles();

    /** Reads a line whose header has been read, into {@code found}, which is clear. */
    void read(Line line, Reading found);
}
