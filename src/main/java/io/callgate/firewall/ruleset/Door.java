package io.callgate.firewall.ruleset;

import com.google.common.collect.ImmutableSortedSet;

/**
 * Who on this box may have to do with the port of the calls.
 *
 * @param users those whose programs may answer there, by number
 * @param closed whether nobody else may call there either; not before it is known who Asterisk is
 */
public record Door(int port, ImmutableSortedSet<Integer> users, boolean closed) {

    public Door {
        if (users.isEmpty()) throw new IllegalArgumentException("nobody would answer calls on port " + port);
    }
}
