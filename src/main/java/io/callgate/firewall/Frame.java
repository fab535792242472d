package io.callgate.firewall;

import com.google.common.collect.ImmutableSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what brings the table around the elements from what was found to what a {@link Ruleset} says. */
final class Frame {

    private static final String TABLE = Ruleset.TABLE;
    private static final Set<String> CHAINS = ImmutableSet.of("closed", "input");

    private Frame() {}

    /** The table, the counters and the sets that are missing: nothing of it touches a packet. */
    static void writeSets(StringBuilder out, Ruleset ruleset, Structure found) {
        out.append("add table ").append(TABLE).append('\n');
        out.append("add counter ").append(TABLE).append(" granted\n");
        out.append("add counter ").append(TABLE).append(" closed\n");
        for (GateSet set : ruleset.sets())
            if (!found.holds(set)) out.append("add set " + TABLE + " " + set.name() + " " + set.declaration() + "\n");
    }

    /**
     * Takes out all rules, and then whatever only other rules could refer to: sets of a former configuration, sets that are
     * not what they should be, chains of others. The input chain itself stays, unless somebody made it a different one.
     */
    static void writeClearing(StringBuilder out, Ruleset ruleset, Structure found) {
        for (String chain : found.chains().keySet()) line(out, "flush chain", chain);
        Set<String> right =
                ruleset.sets().stream().filter(found::holds).map(GateSet::name).collect(Collectors.toSet());
        for (String set : found.sets().keySet()) if (!right.contains(set)) line(out, "delete set", set);
        for (String chain : found.chains().keySet())
            if (!CHAINS.contains(chain) || chain.equals("input") && !found.inputIsRight())
                line(out, "delete chain", chain);
    }

    /**
     * All rules. A new input chain is called from the moment it is written, before the transaction is complete: therefore it
     * starts as accepting, and {@link #policy} follows.
     */
    static void writeRules(StringBuilder out, Ruleset ruleset, Structure found) {
        line(out, "add chain", "closed");
        if (!found.inputIsRight())
            line(
                    out,
                    "add chain",
                    "input { type filter hook input priority " + Ruleset.PRIORITY + "; policy accept; }");
        line(out, "add rule", "closed " + Rules.closed(ruleset.mode()));
        for (String rule : Rules.input(ruleset)) line(out, "add rule", "input " + rule);
        if (found.inputIsRight()) out.append(policy(ruleset));
    }

    static String policy(Ruleset ruleset) {
        return "add chain " + TABLE + " input { policy " + ruleset.policy() + "; }\n";
    }

    /** Changes the mode of a table that has its chains. */
    static String mode(Ruleset ruleset) {
        return "add counter " + TABLE + " closed\nflush chain " + TABLE + " closed\nadd rule " + TABLE + " closed "
                + Rules.closed(ruleset.mode()) + "\n" + policy(ruleset);
    }

    private static void line(StringBuilder out, String command, String rest) {
        out.append(command).append(' ').append(TABLE).append(' ').append(rest).append('\n');
    }
}
