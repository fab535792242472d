package io.callgate.core;

/** A command was refused by a rule; the message names the value and the rule, and nothing was changed. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refusal(String message) {
        super(message);
    }

    /** Refuses, in a place that has a reason only where there is one: {@code reason.ifPresent(Refusal::because)}. */
    public static void because(String why) {
        throw new Refusal(why);
    }
}
