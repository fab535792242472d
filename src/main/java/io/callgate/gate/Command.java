package io.callgate.gate;

import io.callgate.core.Refusal;
import java.util.Optional;

/**
 * Something that a front door wants changed. It reads what it needs, asks the core for the decision, and writes that down in
 * the unit of work; all of it is committed together or not at all.
 *
 * @param <R> what the front door is told once it is true
 */
@FunctionalInterface
public interface Command<R> {

    /** @throws Refusal when a rule forbids it */
    R run(UnitOfWork work);

    /**
     * What is to be done when its maker was told that nobody knows whether it was kept, as soon as that is known: it tells them
     * what holds.
     */
    default Optional<TellOutcome> ifUnknown() {
        return Optional.empty();
    }
}
