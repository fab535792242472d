package io.callgate.app.boot;

import io.callgate.app.arm.Arming;
import io.callgate.app.arm.RolledBack;
import io.callgate.core.arm.Posture;
import io.callgate.gate.Gate;
import io.callgate.gate.port.StoreException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How the firewall stands: in the kernel now, after a restart of callgate, and when the box starts. */
public final class Standing {

    private final Arming arming;
    private final BootFiles boot;
    private final Gate gate;
    private final Consumer<Posture> kernel;

    /** @param kernel has the kernel stand so */
    public Standing(Arming arming, BootFiles boot, Gate gate, Consumer<Posture> kernel) {
        this.arming = arming;
        this.boot = boot;
        this.gate = gate;
        this.kernel = kernel;
    }

    /** At this moment. */
    public Posture posture() {
        return arming.posture();
    }

    /** Shutting needs the rules in the kernel; opening is done whatever else is broken. */
    public Posture change(UnaryOperator<Posture> change) {
        try {
            return arming.change(change, kernel);
        } finally {
            boot.write(posture());
        }
    }

    /** When a trial is over that nobody confirmed: tells, and stands so for good. The kernel has done it by itself. */
    public void rollBackIfOver() {
        if (!arming.isToRollBack()) return;
        try {
            gate.ask(RolledBack.notice(posture()));
        } catch (StoreException e) {
            gate.byHand().mode(RolledBack.what(posture()), "callgate");
        }
        change(over -> over);
    }

    /** What holds now is kept, so that the next start finds it. */
    public void keep() {
        arming.keep();
    }

    /** What the box loads when it starts follows the book, and how the firewall stands. */
    public void writeBootIfDue() {
        boot.writeIfDue(posture());
    }

    /** The same, at once. */
    public void writeBoot() {
        boot.write(posture());
    }

    /** Why the box would not start as the book and the posture say, if so. */
    public Optional<String> bootFault() {
        return boot.fault();
    }
}
