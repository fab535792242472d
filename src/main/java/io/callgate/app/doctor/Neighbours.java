package io.callgate.app.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The other firewalls in the house, and what each means for callgate. */
final class Neighbours {

    private static final String AFTER =
            " It judges after callgate: whom callgate shuts out stays out, but whom it lets in may be dropped there.";

    /**
     * A program known by name.
     *
     * @param process a running one, by the name that the kernel has of it
     * @param owns its tables
     */
    private record Known(
            String name,
            String process,
            Predicate<OtherTable> owns,
            boolean isHarmless,
            String meaning,
            String remedy) {

        boolean isHere(Machine machine) {
            return machine.processes().contains(process)
                    || machine.tables().stream().anyMatch(owns);
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known(
                    "firewalld",
                    "firewalld",
                    t -> t.name().endsWith(" firewalld"),
                    false,
                    "firewalld filters this machine too." + AFTER,
                    "let one of them do it: systemctl disable --now firewalld"),
            new Known(
                    "ufw",
                    "ufw",
                    t -> t.hasChain("ufw-") || t.hasChain("ufw6-"),
                    false,
                    "ufw filters this machine too." + AFTER,
                    "let one of them do it: ufw disable"),
            new Known(
                    "FreePBX Firewall",
                    "voipfirewalld",
                    t -> t.hasChain("fpbx"),
                    false,
                    "FreePBX's Firewall module filters this machine too, and its responsive mode lets strangers try."
                            + AFTER,
                    "let one of them do it: fwconsole firewall disable (or Connectivity, Firewall, Disable)"),
            new Known(
                    "fail2ban",
                    "fail2ban-server",
                    t -> t.name().contains(" f2b-") || t.hasChain("f2b-"),
                    false,
                    "fail2ban may ban a phone that callgate lets in: of callgate's own bans a grant is the stronger,"
                            + " of fail2ban's it is not.",
                    "stop its jails for Asterisk, or list your users' networks in its ignoreip"),
            new Known(
                    "CrowdSec",
                    "crowdsec",
                    t -> t.name().contains(" crowdsec"),
                    false,
                    "CrowdSec's bouncer may ban a phone that callgate lets in.",
                    "put your users' networks on its allowlist"),
            new Known(
                    "sshguard",
                    "sshguard",
                    t -> t.name().endsWith(" sshguard"),
                    false,
                    "sshguard may ban an address that callgate lets in.",
                    "put your users' networks on its whitelist"),
            new Known(
                    "Docker",
                    "dockerd",
                    t -> t.hasChain("DOCKER"),
                    true,
                    "ports that containers publish are forwarded past every input chain: callgate does not guard them,"
                            + " and whoever reaches this machine reaches them.",
                    "publish on 127.0.0.1, or filter in Docker's own chain DOCKER-USER"));

    private Neighbours() {}

    static List<Finding> of(Machine machine) {
        List<Finding> findings = new ArrayList<>();
        List<OtherTable> unknown = new ArrayList<>(machine.tables());
        for (Known known : KNOWN) {
            unknown.removeIf(known.owns);
            if (known.isHere(machine)) findings.add(finding(known, machine));
        }
        unknown.stream().filter(OtherTable::mayShutOut).map(Neighbours::unknown).forEach(findings::add);
        legacy(machine).ifPresent(findings::add);
        flushes(machine).ifPresent(findings::add);
        if (findings.isEmpty()) findings.add(Finding.ok("other firewalls", "there is none that could get in the way"));
        return findings;
    }

    /** What runs without rules that shut anybody out is worth knowing only. */
    private static Finding finding(Known known, Machine machine) {
        boolean shuts = machine.tables().stream().filter(known.owns).anyMatch(OtherTable::mayShutOut);
        return shuts && !known.isHarmless
                ? Finding.problem(known.name, known.meaning, known.remedy)
                : Finding.note(known.name, known.meaning, known.remedy);
    }

    private static Finding unknown(OtherTable table) {
        return Finding.problem(
                "table " + table.name(),
                "its rules drop packets." + AFTER,
                "look at it with 'nft list table " + table.name() + "', and take out what callgate does now; rules of"
                        + " Travelin' Man 3 are read by 'callgate import tm3'");
    }

    private static Optional<Finding> legacy(Machine machine) {
        if (machine.legacyTables().isEmpty()) return Optional.empty();
        return Optional.of(Finding.note(
                "legacy iptables",
                "the old kernel interface of iptables holds the tables " + String.join(", ", machine.legacyTables())
                        + ", which nft does not show." + AFTER,
                "look at them with 'iptables-legacy -S' and 'ip6tables-legacy -S'; on Debian, update-alternatives"
                        + " --config iptables chooses the modern one"));
    }

    private static Optional<Finding> flushes(Machine machine) {
        if (!machine.units().contains("nftables.service") || !machine.nftablesConfFlushes()) return Optional.empty();
        return Optional.of(Finding.note(
                "nftables.service",
                "each start of it empties the whole ruleset, callgate's table too. callgate puts its table back within a"
                        + " second; for that second this machine is open.",
                "do not restart it while callgate runs, or take the line 'flush ruleset' out of /etc/nftables.conf"));
    }
}
