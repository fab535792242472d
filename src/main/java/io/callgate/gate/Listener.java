package io.callgate.gate;

import io.callgate.core.address.AddressRange;

/** Hears of what the gate did, on one of its threads. None of it must block; as many may listen as want to. */
public interface Listener {

    /** There may be more messages in the outbox that may be sent: see {@link Gate#releasedMessage}. */
    default void messagesReleased() {}

    /**
     * {@code range} is no longer banned because somebody said so, or was to be shut out and was not, because a grant lets it
     * in.
     */
    default void spared(AddressRange range) {}

    /**
     * What somebody knocks with or rings at has changed, or who may; said before the one who changed it is told. What another
     * program changes in the book is not told.
     */
    default void doorsChanged() {}

    /**
     * The kernel was brought in line with all that {@code book} says, which happens every few seconds. It may be large, and is
     * not to be kept for longer than it takes to look at it.
     */
    default void converged(WantedKernel book) {}
}
