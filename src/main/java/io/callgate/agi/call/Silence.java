package io.callgate.agi.call;

/** The caller keyed nothing, though asked again and again. */
public final class Silence extends Exception {
    private static final long serialVersionUID = 1;

    Silence() {
        super("the caller keyed nothing", null, false, false);
    }
}
