package io.callgate.firewall;

import io.callgate.firewall.nft.Element;
import io.callgate.firewall.nft.Structure;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.Rules;
import io.callgate.firewall.ruleset.Ruleset;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what brings the table around the elements from what was found to what a {@link Ruleset} says. */
final class TableScript {

    private static final String TABLE = Ruleset.TABLE;

    private TableScript() {}

    /** The table, the counters and the sets that are missing: nothing of it touches a packet. */
    static void writeSets(StringBuilder out, Ruleset ruleset, Structure found) {
        out.append("add table ").append(TABLE).append('\n');
        for (String counter : Ruleset.COUNTERS) line(out, "add counter", counter);
        for (GateSet set : ruleset.sets())
            if (!found.holds(set)) line(out, "add set", set.name() + " " + set.declaration());
    }

    /**
     * Takes out all rules, and then whatever only other rules could refer to: sets of a former configuration, sets that are
     * not what they should be, chains of others. Chains that the kernel calls stay, unless somebody made them different ones.
     */
    static void writeClearing(StringBuilder out, Ruleset ruleset, Structure found) {
        for (String chain : found.chains().keySet()) line(out, "flush chain", chain);
        Set<String> right =
                ruleset.sets().stream().filter(found::holds).map(GateSet::name).collect(Collectors.toSet());
        for (String set : found.sets().keySet()) if (!right.contains(set)) line(out, "delete set", set);
        Set<String> ours = ruleset.rules().keySet();
        for (String chain : found.chains().keySet())
            if (!ours.contains(chain) || !found.isRight(chain)) line(out, "delete chain", chain);
    }

    /**
     * All rules. A new base chain is called from the moment it is written, before the transaction is complete: therefore it
     * starts as accepting, and {@link #policies} follow.
     */
    static void writeRules(StringBuilder out, Ruleset ruleset, Structure found) {
        for (String chain : ruleset.rules().keySet())
            if (!found.isRight(chain))
                line(
                        out,
                        "add chain",
                        chain
                                + Ruleset.base(chain)
                                        .map(base -> " { " + base.declaration("accept") + " }")
                                        .orElse(""));
        ruleset.rules().forEach((chain, rule) -> line(out, "add rule", chain + " " + rule));
        if (found.basesAreRight()) writePolicies(out, ruleset);
    }

    static void writePolicies(StringBuilder out, Ruleset ruleset) {
        ruleset.bases().forEach((base, policy) -> line(out, "add chain", base.name() + " { policy " + policy + "; }"));
    }

    /** Changes the mode of a table that has its chains. */
    static void writeMode(StringBuilder out, Ruleset ruleset) {
        line(out, "flush chain", Rules.VERDICT);
        for (String rule : Rules.verdict(ruleset)) line(out, "add rule", Rules.VERDICT + " " + rule);
        writePolicies(out, ruleset);
    }

    /** The families for which a trial of enforcing runs: both for what is left of it, or none. */
    static void writeTrial(StringBuilder out, Ruleset ruleset, long nowMillis) {
        line(out, "flush set", GateSet.UNCONFIRMED.name());
        long left =
                ruleset.trialUntil().map(end -> end.toEpochMilli() - nowMillis).orElse(0L);
        if (left <= 0) return;
        StringBuilder timeout = new StringBuilder(" timeout ");
        Element.writeTimeout(timeout, left);
        line(out, "add element", GateSet.UNCONFIRMED.name() + " { ipv4" + timeout + ", ipv6" + timeout + " }");
    }

    private static void line(StringBuilder out, String command, String rest) {
        out.append(command).append(' ').append(TABLE).append(' ').append(rest).append('\n');
    }
}
