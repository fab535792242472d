package io.callgate.firewall;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.Firewall.Mode;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * What the table holds apart from its elements.
 *
 * @param lan ranges whose packets are always accepted
 */
public record Ruleset(Mode mode, ImmutableList<AddressRange> lan, ServiceCatalog services) {

    static final String TABLE = "inet callgate";

    /**
     * After connection tracking (-200) and destination NAT, whose findings the rules use; before the filters of others at 0,
     * so that what is shut here is shut whatever they accept, while what they drop stays dropped.
     */
    static final int PRIORITY = -5;

    public Ruleset {
        for (String name : services.byName().keySet())
            if (services.byName().containsKey(name + "_range") || name.equals(Services.ALL + "_range"))
                throw new IllegalArgumentException("the services \"" + name.replaceFirst("_range$", "") + "\" and \""
                        + name.replaceFirst("_range$", "") + "_range\" cannot both be: their sets would share a name");
    }

    public Ruleset(Mode mode, Collection<AddressRange> lan, ServiceCatalog services) {
        this(mode, ImmutableList.copyOf(lan), services);
    }

    Ruleset with(Mode other) {
        return new Ruleset(other, lan, services);
    }

    /** The names that have allow sets: {@code all}, then the catalog's. */
    Stream<String> opened() {
        return Stream.concat(Stream.of(Services.ALL), services.byName().keySet().stream());
    }

    ImmutableSet<GateSet> sets() {
        return new GateSets(this).all();
    }

    /** The whole of it as a file for {@code nft -f}, without elements. */
    public String text() {
        StringBuilder out = new StringBuilder("table " + TABLE + " {\n");
        out.append("\tcounter granted {\n\t}\n\tcounter closed {\n\t}\n");
        for (GateSet set : sets())
            out.append("\tset ")
                    .append(set.name())
                    .append(' ')
                    .append(set.declaration())
                    .append('\n');
        out.append("\tchain closed {\n\t\t").append(Rules.closed(mode)).append("\n\t}\n");
        out.append("\tchain input {\n\t\ttype filter hook input priority ").append(PRIORITY);
        out.append("; policy ").append(policy()).append(";\n");
        for (String rule : Rules.input(this)) out.append("\t\t").append(rule).append('\n');
        return out.append("\t}\n}\n").toString();
    }

    /**
     * The last rule of the input chain decides in {@code closed}, so that the policy speaks only when somebody took the rules
     * out: then it stays shut until the next convergence.
     */
    String policy() {
        return mode == Mode.ENFORCE ? "drop" : "accept";
    }
}
