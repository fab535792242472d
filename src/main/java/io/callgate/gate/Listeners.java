package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import io.callgate.kit.Repeats;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who listen, as one. The fault of one is not the others', nor the gate's. */
final class Listeners implements Listener {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);
    private static final Repeats FAULTS = Repeats.withTrace(log::error);

    private final List<Listener> all = new CopyOnWriteArrayList<>();

    void add(Listener listener) {
        all.add(listener);
    }

    @Override
    public void messagesReleased() {
        tell(Listener::messagesReleased);
    }

    @Override
    public void spared(AddressRange range) {
        tell(listener -> listener.spared(range));
    }

    @Override
    public void doorsChanged() {
        tell(Listener::doorsChanged);
    }

    @Override
    public void converged(WantedKernel book) {
        tell(listener -> listener.converged(book));
    }

    private void tell(Consumer<Listener> what) {
        for (Listener listener : all)
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                FAULTS.say("a listener broke", e);
            }
    }
}
