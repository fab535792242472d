package io.callgate.app.doctor;

import io.callgate.app.config.Config;
import io.callgate.kit.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at one thing after the other: callgate itself, its configuration, and the other firewalls. */
public final class Doctor {

    private final Config config;
    private final Machine machine;
    private final Optional<Answer> status;
    private final Optional<Answer> contacts;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What the program that runs answered to a command.
     *
     * @param out what the command printed
     * @param error what it complained of, empty when nothing is wrong
     */
    public record Answer(String out, String error) {}

    private Doctor(Config config, Machine machine, Optional<Answer> status, Optional<Answer> contacts) {
        this.contacts = contacts;
        this.config = config;
        this.machine = machine;
        this.status = status;
    }

    /**
     * @param status what {@code status --json} said; empty when no callgate runs
     * @param contacts what {@code firewall contacts} said, likewise
     */
    public static List<Finding> examine(
            Config config, List<OtherTable> tables, Optional<Answer> status, Optional<Answer> contacts) {
        return examine(config, Machine.look(tables), status, contacts);
    }

    static List<Finding> examine(Config config, Machine machine, Optional<Answer> status, Optional<Answer> contacts) {
        return new Doctor(config, machine, status, contacts).examine();
    }

    private List<Finding> examine() {
        status.ifPresentOrElse(this::running, this::notRunning);
        units();
        mail();
        asterisk();
        contacts.ifPresent(this::contacts);
        findings.addAll(Neighbours.of(machine));
        return findings;
    }

    private void notRunning() {
        findings.add(Finding.problem(
                "callgate",
                "it does not run: nobody answers calls, and what others do to the firewall is not mended",
                "systemctl start callgate; if it ends at once, journalctl -u callgate says why"));
    }

    /** It knows best what is wrong with it, and with which part. */
    private void running(Answer answer) {
        try {
            findings.addAll(said(answer));
        } catch (IllegalArgumentException e) {
            String why = answer.error.isBlank() ? "it does not say how it is: " + e.getMessage() : answer.error.strip();
            findings.add(Finding.problem(
                    "callgate", why, "callgate status says more; after an upgrade, systemctl restart callgate"));
        }
    }

    private static List<Finding> said(Answer answer) {
        if (Json.read(answer.out) instanceof Map<?, ?> status && status.get("findings") instanceof List<?> rows)
            return rows.stream().map(Finding::of).toList();
        throw new IllegalArgumentException("what it answers names no findings");
    }

    private void contacts(Answer said) {
        String listed = said.out.strip().replaceAll("\\s*\\R\\s*", ", ");
        if (!said.error.isBlank())
            findings.add(Finding.note(
                    "registered phones",
                    said.error.strip().replaceFirst("^callgate: ", ""),
                    "set scan.ami, and give its user \"write = system\" in manager.conf"));
        else if (listed.startsWith("whoever")) findings.add(Finding.ok("registered phones", listed));
        else
            findings.add(Finding.note(
                    "registered phones",
                    "these are registered at Asterisk and have no grant; a firewall that is armed shuts them out, answers to the"
                            + " PBX's keep-alive included: " + listed,
                    "callgate add-ip NAME ADDRESS lets in whom you know; of the others, change the passwords"));
    }

    private void units() {
        if (!machine.hasSystemd()) {
            findings.add(Finding.note(
                    "start",
                    "systemd does not run here: after a reboot nothing starts callgate by itself",
                    "start it your way"));
            return;
        }
        for (String unit : List.of("callgate-boot.service", "callgate.service"))
            if (!machine.units().contains(unit))
                findings.add(Finding.problem(
                        "start",
                        unit + " is not enabled: after a reboot this machine is not guarded as it is now",
                        "systemctl enable " + unit));
    }

    private void mail() {
        if (config.mail().smtp().isEmpty())
            findings.add(Finding.note(
                    "mail",
                    "mail.smtp is not set: mails wait, and nobody reads them",
                    "name your mail server in callgate.toml"));
        if (config.mail().admins().isEmpty())
            findings.add(Finding.note(
                    "mail",
                    "mail.admins is empty: no administrator is told of anything",
                    "list them in callgate.toml"));
    }

    private void asterisk() {
        if (!machine.processes().contains("asterisk"))
            findings.add(
                    Finding.note("Asterisk", "none runs here, so nobody can call", "start it, if it should run here"));
        if (!config.agi().listen().getAddress().isLoopbackAddress())
            findings.add(Finding.note(
                    "FastAGI",
                    "it listens on " + config.agi().listen().getAddress().getHostAddress()
                            + ", and believes whoever reaches that about the caller's number",
                    "set agi.listen to 127.0.0.1:4573, if Asterisk runs on this machine"));
    }
}
