package io.callgate.app.command;

import java.util.function.Supplier;

/** A value on the command line breaks a rule. */
final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String rule) {
        super(rule);
    }

    private Wrong(IllegalArgumentException rule) {
        super(rule.getMessage(), rule);
    }

    /** What {@code made} makes; a rule that it breaks is the user's mistake, not ours. */
    static <T> T unless(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new Wrong(e);
        }
    }
}
