package io.callgate.app;

import io.callgate.kit.Part;
import io.callgate.kit.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The parts that run, in the order in which they were started; they are closed the other way round. */
final class Parts implements AutoCloseable {

    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final Cleanup cleanup = new Cleanup();

    /** From now on it is asked how it is, and closed with the others. */
    <P extends Part> P add(P part) {
        cleanup.add(part::close);
        parts.add(part);
        return part;
    }

    /** How each of them is. */
    List<Status> status() {
        return parts.stream().map(Part::status).toList();
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
