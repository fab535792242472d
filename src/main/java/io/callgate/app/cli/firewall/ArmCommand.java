package io.callgate.app.cli.firewall;

import io.callgate.app.cli.base.Audit;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.Refusal;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.arm.Posture;
import io.callgate.core.arm.Posture.Stands;
import io.callgate.gate.port.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "arm",
        description =
                "Shut out whoever has no grant, on trial: it ends by itself, unless 'callgate firewall confirm' is run"
                        + " over a connection that was opened after this.")
final class ArmCommand extends BookCommand {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int NAMED = 10;

    @Option(
            names = "--confirm-within",
            paramLabel = "DURATION",
            defaultValue = "3m",
            description = "How long the trial lasts, up to 24h (default: 3m).")
    private Duration within;

    @Option(names = "--force", description = "Arm although that cuts off somebody who is connected now.")
    private boolean force;

    /** Whoever is attacked must be able to shut the door while the book is away. */
    @Override
    public boolean needsBook() {
        return false;
    }

    @Override
    public Optional<String> brings() {
        return Contacts.brought();
    }

    @Override
    public boolean asksForSessions() {
        return true;
    }

    @Override
    public void run(CommandContext desk) {
        if (within.compareTo(LONGEST) > 0) throw new UsageError("--confirm-within is at most 24h");
        Engine engine = desk.engine();
        if (!force) LockOuts.refuse(desk);
        tellOfContacts(desk);
        Instant now = engine.now().truncatedTo(ChronoUnit.SECONDS);
        Posture posture = engine.stand(old -> old.stands() == Stands.ENFORCING
                ? old
                : old.tried(now.plus(within), desk.sessions(), desk.actor(), now));
        if (posture.stands() == Stands.ENFORCING) tellOfOld(desk, posture);
        else tell(desk, posture.trialUntil().orElseThrow());
    }

    /** Before it is shut: who is registered and has no grant does not come in again by the PBX's own keep-alive. */
    private static void tellOfContacts(CommandContext desk) {
        Console console = desk.console();
        try {
            Contacts contacts = Contacts.ask(desk);
            List<Contact> strangers = contacts.shut();
            if (!strangers.isEmpty())
                console.line("registered at Asterisk and without a grant, to be shut out: " + Contacts.text(strangers));
            contacts.unclear().ifPresent(console::line);
        } catch (Refusal | StoreException e) {
            console.line("note: " + e.getMessage());
        }
        tellOfFlows(desk);
    }

    private static void tellOfFlows(CommandContext desk) {
        Engine engine = desk.engine();
        Set<Address> flows =
                engine.firewall(firewall -> firewall.noted(engine.now()).flows().keySet());
        // Whoever has a grant by the book has one by the kernel, and that answers whatever the book does.
        List<String> strangers = engine.firewall(firewall -> flows.stream()
                .filter(address -> !firewall.lets(address))
                .map(Address::toString)
                .sorted()
                .toList());
        if (strangers.isEmpty()) return;
        String some = strangers.stream().limit(NAMED).collect(Collectors.joining(", "));
        desk.console()
                .line(strangers.size()
                        + " without a grant exchanged packets with guarded ports, and are to be shut out,"
                        + " answers to the PBX included: " + some + (strangers.size() > NAMED ? ", …" : "")
                        + "; of a provider among them, 'callgate firewall lift ADDRESS'");
    }

    private static void tellOfOld(CommandContext desk, Posture posture) {
        desk.console()
                .line("the firewall enforces already, without an end, since " + Times.iso(posture.since()) + " by "
                        + posture.by() + ": nothing to do");
    }

    private void tell(CommandContext desk, Instant until) {
        Console console = desk.console();
        console.line("armed on trial until " + Times.iso(until) + " (" + Times.length(within)
                + "): whoever has no grant is shut out");
        console.line("now open a NEW ssh connection to this box, and run there:  callgate firewall confirm");
        console.line("if that cannot be done, wait: everything is open again at " + Times.iso(until));
        console.line("to open it at once, run here:  callgate firewall observe");
        Audit.mode(desk, "the firewall enforces on trial until " + Times.iso(until) + (force ? ", by force" : ""));
    }
}
