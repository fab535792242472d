package io.callgate.app.command;

import io.callgate.core.arm.Posture;
import io.callgate.core.arm.Posture.Stands;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "arm",
        description =
                "Shut out whoever has no grant, on trial: it ends by itself, unless 'callgate firewall confirm' is run"
                        + " over a connection that was opened after this.")
final class ArmCommand extends DeskCommand {

    private static final Duration LONGEST = Duration.ofDays(1);

    @Option(
            names = "--confirm-within",
            paramLabel = "DURATION",
            defaultValue = "3m",
            description = "How long the trial lasts, up to 24h (default: 3m).")
    private Duration within;

    @Option(names = "--force", description = "Arm although that cuts off somebody who is connected now.")
    private boolean force;

    @Override
    public boolean asksForSessions() {
        return true;
    }

    @Override
    public void run(Desk desk) {
        if (within.compareTo(LONGEST) > 0) throw new Wrong("--confirm-within is at most 24h");
        Engine engine = desk.engine();
        if (!force) LockOuts.refuse(desk);
        Instant now = engine.now().truncatedTo(ChronoUnit.SECONDS);
        Posture posture = engine.stand(old -> old.stands() == Stands.ENFORCING
                ? old
                : old.tried(now.plus(within), desk.sessions(), desk.actor(), now));
        if (posture.stands() == Stands.ENFORCING) tellOfOld(desk, posture);
        else tell(desk, posture.trialUntil().orElseThrow());
    }

    private static void tellOfOld(Desk desk, Posture posture) {
        desk.console()
                .line("the firewall enforces already, without an end, since " + Times.iso(posture.since()) + " by "
                        + posture.by() + ": nothing to do");
    }

    private void tell(Desk desk, Instant until) {
        Console console = desk.console();
        console.line("armed on trial until " + Times.iso(until) + " (" + Times.length(within)
                + "): whoever has no grant is shut out");
        console.line("now open a NEW ssh connection to this box, and run there:  callgate firewall confirm");
        console.line("if that cannot be done, wait: everything is open again at " + Times.iso(until));
        console.line("to open it at once, run here:  callgate firewall observe");
        Audit.mode(desk, "the firewall enforces on trial until " + Times.iso(until) + (force ? ", by force" : ""));
    }
}
