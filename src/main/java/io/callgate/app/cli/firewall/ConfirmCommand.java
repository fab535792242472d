package io.callgate.app.cli.firewall;

import io.callgate.app.cli.base.Audit;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.core.Refusal;
import picocli.CommandLine.Command;

@Command(
        name = "confirm",
        description = "Keep the firewall armed: whoever can run this over a new connection is not locked out.")
final class ConfirmCommand extends BookCommand {

    /** Who armed it must be able to keep it while the book is away. */
    @Override
    public boolean needsBook() {
        return false;
    }

    @Override
    public boolean asksForSessions() {
        return true;
    }

    @Override
    public void run(CommandContext desk) {
        Engine engine = desk.engine();
        engine.stand(now -> {
            now.unconfirmable(desk.sessions()).ifPresent(Refusal::because);
            return now.confirmed(desk.actor(), engine.now());
        });
        desk.console().line("confirmed: the firewall enforces from now on, also after restarts");
        Audit.mode(desk, "the firewall enforces, confirmed");
        engine.bootFault()
                .ifPresent(fault -> desk.console().error("but it may stand otherwise when the box starts: " + fault));
    }
}
