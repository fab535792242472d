package io.callgate.app.command;

import io.callgate.core.event.EventKind;
import io.callgate.gate.Firewall;
import io.callgate.gate.Firewall.Mode;
import io.callgate.gate.StoreException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Arming and confirming join these: they need a way back that survives a crash. */
@Command(
        name = "firewall",
        description = "Look at the firewall and mend it.",
        subcommands = {FirewallCommands.Show.class, FirewallCommands.Restore.class, FirewallCommands.Observe.class})
final class FirewallCommands {

    @Command(name = "show", description = "Print callgate's nftables table.")
    static final class Show extends DeskCommand {
        @Override
        public boolean needsBook() {
            return false;
        }

        @Override
        public void run(Desk desk) {
            desk.console().lines(desk.engine().firewall(Firewall::show));
        }
    }

    @Command(name = "restore", description = "Bring the kernel in line with the book now.")
    static final class Restore extends DeskCommand {
        @Override
        public void run(Desk desk) {
            int changes = desk.engine().restore();
            desk.console()
                    .line("the kernel is in line with the book"
                            + (changes == 0 ? "; nothing had to change" : "; " + changes + " elements had to change"));
        }
    }

    @Command(name = "observe", description = "Stop dropping packets until callgate restarts; only count them.")
    static final class Observe extends DeskCommand {
        @Override
        public boolean needsBook() {
            return false;
        }

        @Override
        public void run(Desk desk) {
            Engine engine = desk.engine();
            engine.firewall(firewall -> {
                firewall.mode(Mode.OBSERVE, Optional.empty(), engine.now());
                return true;
            });
            desk.console().line("the firewall only observes: nothing is dropped");
            record(desk);
            if (engine.config().firewall().mode() == Mode.ENFORCE)
                desk.console().line("this lasts until callgate restarts; firewall.mode = \"observe\" makes it stay");
        }

        /** The door is open by now, which nobody must doubt because the book is away. */
        private static void record(Desk desk) {
            try {
                desk.engine()
                        .ask(work -> work.record(
                                EventKind.FIREWALL_MODE, desk.actor(), "", "", "", "", "the firewall only observes"));
            } catch (StoreException e) {
                desk.console().error("it is so, but the audit does not say it: " + e.getMessage());
            }
        }
    }
}
