package io.callgate.core.grant;

import io.callgate.core.address.AddressRange;
import java.util.Optional;

/** What an administrator may let in under a name. */
public final class EntryRules {

    /** Whoever means more than one in 256 of all IPv4 addresses, or more than one network's IPv6, has mostly mistyped. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 32;

    private static final int LONGEST_NOTE = 200;

    private EntryRules() {}

    /**
     * Why {@code range} may not be let in; empty when it may.
     *
     * @param force lets any width through, and nothing else that the policy refuses
     */
    public static Optional<String> refusal(AddressRange range, boolean force, GrantPolicy policy) {
        Optional<String> never = policy.check(range).map(GrantPolicy.Refusal::message);
        int widest = range.isV6() ? WIDEST_V6 : WIDEST_V4;
        if (never.isPresent() || force || range.prefix() >= widest) return never;
        return Optional.of(range + " is wider than /" + widest + "; add --force if you mean it");
    }

    /**
     * Returns {@code note} when it may stand beside an entry.
     *
     * @throws IllegalArgumentException when it is longer than 200 characters, or not on one line
     */
    public static String note(String note) {
        if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException(
                    "the note \"" + note + "\" must be at most " + LONGEST_NOTE + " printable characters");
        return note;
    }
}
