package io.callgate.gate.port;

/** The book could not be read or written. The message says what was tried; nothing of it was kept, unless it is an {@link OutcomeUnknown}. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
