package io.callgate.gate;

/** A command was refused by a rule; the message names the value and the rule, and nothing was changed. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refusal(String message) {
        super(message);
    }
}
