package io.callgate.app.command;

import io.callgate.gate.Refusal;
import picocli.CommandLine.Command;

@Command(
        name = "confirm",
        description = "Keep the firewall armed: whoever can run this over a new connection is not locked out.")
final class ConfirmCommand extends DeskCommand {

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
    public void run(Desk desk) {
        Engine engine = desk.engine();
        engine.stand(now -> {
            now.unconfirmable(desk.sessions()).ifPresent(why -> {
                throw new Refusal(why);
            });
            return now.confirmed(desk.actor(), engine.now());
        });
        desk.console().line("confirmed: the firewall enforces from now on, also after restarts");
        Audit.mode(desk, "the firewall enforces, confirmed");
        engine.bootFault()
                .ifPresent(fault -> desk.console().error("but it may stand otherwise when the box starts: " + fault));
    }
}
