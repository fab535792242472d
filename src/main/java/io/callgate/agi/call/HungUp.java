package io.callgate.agi.call;

/** The caller is gone. Nothing more can be said or heard; what was committed stands. */
public final class HungUp extends Exception {
    private static final long serialVersionUID = 1;

    HungUp() {
        super("the caller hung up", null, false, false);
    }
}
