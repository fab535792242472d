package io.callgate.app.cli.base;

import java.util.function.Supplier;

/** A value on the command line breaks a rule. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageError(String rule) {
        super(rule);
    }

    private UsageError(IllegalArgumentException rule) {
        super(rule.getMessage(), rule);
    }

    /** What {@code made} makes; a rule that it breaks is the user's mistake, not ours. */
    public static <T> T unless(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new UsageError(e);
        }
    }
}
