package io.callgate.gate.outbox;

import io.callgate.core.event.EventKind;
import io.callgate.core.notice.OutboxMessage;

/** Hands the messages of one channel to whoever carries them on. Used by one thread. */
public interface Carrier {

    /** Returns when the server has taken the message. It may keep the connection for the next one. */
    void send(OutboxMessage message) throws DeliveryFailure;

    /** There is no more to send for now. */
    void hangUp();

    /** As what the audit knows a message that was given up. */
    default EventKind givenUp() {
        return EventKind.NOTICE_GIVEN_UP;
    }
}
