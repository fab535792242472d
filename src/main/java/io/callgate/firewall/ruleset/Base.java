package io.callgate.firewall.ruleset;

import com.google.common.collect.ImmutableList;

/**
 * A chain that the kernel calls by itself. Hooks are those of {@code linux/netfilter.h}.
 *
 * @param priority when, among all chains of the hook; lower is earlier
 */
public record Base(String name, String hookName, int hook, int priority) {

    /** Before connection tracking (-200), even before its exceptions (-300), so that the banned cost next to nothing. */
    static final Base EARLY = new Base("early", "prerouting", 0, -310);

    /**
     * After connection tracking (-200) and destination NAT, whose findings the rules use; before the filters of others at 0,
     * so that what is shut here is shut whatever they accept, while what they drop stays dropped.
     */
    static final Base INPUT = new Base("input", "input", 1, -5);

    /** After connection tracking, as {@link #INPUT}. */
    static final Base OUTPUT = new Base("output", "output", 3, -5);

    /** What programs of this box send, to each other among them. */
    static final Base DOOR = new Base("door", "output", 3, -5);

    public static final ImmutableList<Base> ALL = ImmutableList.of(EARLY, INPUT, OUTPUT, DOOR);

    /** What stands in its declaration. */
    public String declaration(String policy) {
        return "type filter hook " + hookName + " priority " + priority + "; policy " + policy + ";";
    }
}
