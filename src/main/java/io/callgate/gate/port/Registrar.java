package io.callgate.gate.port;

import io.callgate.core.arm.Registered;
import java.io.IOException;

/** Asterisk, as far as it tells who is registered. */
public interface Registrar {

    /**
     * Asks it, and waits some seconds for the answer.
     *
     * @throws IOException saying why it does not tell, and what to do
     */
    Registered ask() throws IOException;
}
