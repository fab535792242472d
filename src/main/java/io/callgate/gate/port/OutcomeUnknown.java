package io.callgate.gate.port;

/** The book was told to keep a change, and did not answer: it may be there or not. {@link Store#has} finds out, later. */
public final class OutcomeUnknown extends StoreException {
    private static final long serialVersionUID = 1;

    public OutcomeUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
