package io.callgate.gate.port;

/** The book does not fit this program, or was never made: it does not come by itself, and the message says what to do. */
public final class UnusableBook extends StoreException {
    private static final long serialVersionUID = 1;

    public UnusableBook(String message) {
        super(message);
    }
}
