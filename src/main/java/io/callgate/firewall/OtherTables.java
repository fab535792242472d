package io.callgate.firewall;

import io.callgate.firewall.nft.Nft;
import io.callgate.firewall.ruleset.Ruleset;
import java.util.LinkedHashMap;
import java.util.Map;

/** What others have put into nftables. */
public final class OtherTables {

    private OtherTables() {}

    /**
     * The tables besides callgate's, by family and name ({@code ip filter}), each as nft prints it, without the elements of
     * its sets.
     *
     * @throws io.callgate.gate.port.FirewallException saying what is missing: libnftables, or the right to look
     */
    public static Map<String, String> read() {
        Map<String, String> tables = new LinkedHashMap<>();
        try (Nft nft = new Nft()) {
            nft.terse();
            nft.run("listing the tables", "list tables\n")
                    .lines()
                    .map(line -> line.replaceFirst("^table ", "").strip())
                    .filter(name -> !name.equals(Ruleset.TABLE))
                    .forEach(name ->
                            tables.put(name, nft.run("listing the table " + name, "list table " + name + "\n")));
        }
        return tables;
    }
}
