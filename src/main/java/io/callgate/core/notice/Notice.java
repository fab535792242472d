package io.callgate.core.notice;

import com.google.common.collect.ImmutableList;

/**
 * Something that users or administrators are to be told of, whichever way they are told. Its texts may hold what came from
 * outside: a {@link Channel} sees to it that a text stays what it is.
 *
 * @param headline all of it in a few words
 * @param facts in the order in which they are told, none of them empty
 */
public record Notice(Kind kind, String headline, ImmutableList<Fact> facts, Audience audience) {

    /** What is told. The stored form is the name in lower case. */
    public enum Kind {
        GRANTED,
        REMOVED,
        OUTCOME_FOUND,
        ACCOUNT,
        PROVIDER,
        ENTRY,
        LOCKED,
        GRANTED_FAILS,
        NAME,
        FIREWALL_MENDED,
        ROLLED_BACK
    }
}
