package io.callgate.app.doctor;

import io.callgate.app.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at one thing after the other: callgate itself, its configuration, and the other firewalls. */
public final class Doctor {

    private final Config config;
    private final Machine machine;
    private final Optional<Status> status;
    private final Optional<Status> contacts;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What the program that runs said of itself.
     *
     * @param json what the command printed
     * @param error what it complained of, empty when nothing is wrong
     */
    public record Status(String json, String error) {

        private Fields said() {
            return new Fields(json);
        }
    }

    private Doctor(Config config, Machine machine, Optional<Status> status, Optional<Status> contacts) {
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
            Config config, List<OtherTable> tables, Optional<Status> status, Optional<Status> contacts) {
        return examine(config, Machine.look(tables), status, contacts);
    }

    static List<Finding> examine(Config config, Machine machine, Optional<Status> status, Optional<Status> contacts) {
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

    private void running(Status running) {
        Optional<String> kernel = running.said().text("fault");
        Optional<String> book = running.said().text("book_fault");
        if (kernel.isPresent())
            findings.add(Finding.problem(
                    "callgate",
                    "the kernel is not in line with the book: " + kernel.get(),
                    "callgate firewall restore"));
        else if (!running.error.isBlank() && book.isEmpty())
            findings.add(Finding.problem("callgate", running.error.strip(), "callgate status says more"));
        else findings.add(Finding.ok("callgate", "it runs, and the kernel is in line with the book"));
        book.ifPresent(
                fault -> findings.add(
                        Finding.problem(
                                "book",
                                "it takes no change, and nobody who calls is let in: " + fault.replace("\\\"", "\""),
                                "see \"When the book fails\" in docs/operating.md; callgate takes it up by itself when it is well again")));
        scanner(running);
        running.said()
                .text("calls_fault")
                .ifPresent(why -> findings.add(Finding.problem(
                        "FastAGI", "nobody can call: " + why, "ss -ltnp shows which program has the port")));
        running.said()
                .text("mail_fault")
                .filter(fault -> config.mail().smtp().isPresent())
                .ifPresent(fault -> findings.add(Finding.problem(
                        "mail",
                        fault.replace("\\\"", "\""),
                        "callgate list mails shows what waits; it is tried again by itself")));
        if (running.said().text("mode").filter("observe"::equals).isPresent())
            findings.add(Finding.note(
                    "firewall",
                    "it only observes: nothing is shut",
                    "callgate firewall arm, when your own way in is granted"));
    }

    private void scanner(Status running) {
        running.said()
                .object("scanner")
                .text("fault")
                .ifPresent(fault -> findings.add(Finding.problem(
                        "scanner",
                        "not all attempts are seen: " + fault.replace("\\\"", "\""),
                        "do as that says; callgate status shows when it is mended")));
    }

    private void contacts(Status said) {
        String listed = said.json.strip().replaceAll("\\s*\\R\\s*", ", ");
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
