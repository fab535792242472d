package io.callgate.app.cli.firewall;

import io.callgate.app.cli.base.Audit;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.arm.Posture;
import io.callgate.gate.act.Replies;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.StoreException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "firewall",
        description = "Look at the firewall, arm it, mend it.",
        subcommands = {
            FirewallCommands.Show.class,
            FirewallCommands.Restore.class,
            FirewallCommands.Observe.class,
            ArmCommand.class,
            ConfirmCommand.class,
            FirewallCommands.Registered.class,
            FirewallCommands.Lift.class,
            FirewallCommands.Shut.class
        })
public final class FirewallCommands {

    @Command(name = "show", description = "Print callgate's nftables table.")
    static final class Show extends BookCommand {
        @Override
        public boolean needsBook() {
            return false;
        }

        @Override
        public void run(CommandContext desk) {
            desk.console().lines(desk.engine().firewall(Firewall::show));
        }
    }

    @Command(name = "restore", description = "Bring the kernel in line with the book now.")
    static final class Restore extends BookCommand {
        @Override
        public void run(CommandContext desk) {
            try {
                tell(desk, desk.engine().restore());
            } catch (StoreException e) {
                desk.engine().firewall(kernel -> kernel.mend(desk.engine().now()));
                desk.console()
                        .line("the kernel is as it was last told; the book is silent, and may say otherwise when it is"
                                + " back: " + e.getMessage());
            }
        }

        private static void tell(CommandContext desk, int changes) {
            desk.console()
                    .line("the kernel is in line with the book"
                            + (changes == 0 ? "; nothing had to change" : "; " + changes + " elements had to change"));
        }
    }

    @Command(
            name = "contacts",
            description =
                    "List phones that are registered at Asterisk and have no grant: a firewall that is armed shuts"
                            + " them out.")
    static final class Registered extends BookCommand {
        @Override
        public Optional<String> brings() {
            return Contacts.brought();
        }

        @Override
        public void run(CommandContext desk) {
            Contacts contacts = Contacts.ask(desk);
            List<Contact> strangers = contacts.strangers();
            strangers.forEach(contact -> desk.console().line(contact.toString()));
            contacts.unclear().ifPresent(desk.console()::line);
            if (strangers.isEmpty() && contacts.unclear().isEmpty())
                desk.console().line("whoever is registered has a grant");
        }
    }

    @Command(
            name = "lift",
            description =
                    "Let an address without a grant answer what the PBX itself sends there, such as a provider that it"
                            + " registers at. It lets in nothing that the address begins.")
    static final class Lift extends BookCommand {
        @Parameters(paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address.")
        private Address address;

        @Override
        public void run(CommandContext desk) {
            desk.engine().ask(Replies.lift(address, desk.actor()));
            desk.console()
                    .line("from now on " + address + " may answer what the PBX sends there; 'callgate firewall shut "
                            + address + "' ends that");
        }
    }

    @Command(
            name = "shut",
            description = "Shut an address out of everything unless a grant lets it in: what it answers to the PBX is"
                    + " dropped, too.")
    static final class Shut extends BookCommand {
        @Parameters(paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address.")
        private Address address;

        @Override
        public void run(CommandContext desk) {
            desk.engine().ask(Replies.shut(address, desk.actor()));
            desk.console()
                    .line("without a grant, " + address + " is shut out of everything, answers included;"
                            + " 'callgate firewall lift " + address + "' ends that");
        }
    }

    @Command(
            name = "observe",
            description = "Stop dropping packets, and only count them, until it is armed again. Ends a trial.")
    static final class Observe extends BookCommand {
        @Override
        public boolean needsBook() {
            return false;
        }

        @Override
        public void run(CommandContext desk) {
            Engine engine = desk.engine();
            boolean tried = engine.posture().dropsUntil().isPresent();
            Posture posture = engine.stand(now -> now.observing(desk.actor(), engine.now()));
            desk.console()
                    .line("the firewall only observes: nothing is dropped" + (tried ? "; the trial is over" : ""));
            Audit.mode(desk, "the firewall only observes");
            desk.console()
                    .line("this lasts, also over restarts, until 'callgate firewall arm'"
                            + (posture.configEnforces()
                                    ? " or until firewall.mode in the configuration is changed"
                                    : ""));
        }
    }
}
