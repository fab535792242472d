package io.callgate.app.arm;

import io.callgate.app.config.Config;
import io.callgate.core.arm.Posture;
import io.callgate.gate.port.Firewall.Mode;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that decides how the firewall stands, changes it and keeps it. */
public final class Arming {

    private static final Logger log = LoggerFactory.getLogger(Arming.class);

    private final StateFile file;
    private final InstantSource clock;
    private Optional<Posture> kept;
    private Posture posture;

    private Arming(StateFile file, boolean configEnforces, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.kept = file.read();
        this.posture = Posture.start(kept, configEnforces, clock.instant());
    }

    /** @throws io.callgate.core.Refusal when nobody knows how the firewall should stand */
    public static Arming open(Config config, InstantSource clock) {
        return new Arming(new StateFile(config.stateFile()), config.firewall().mode() == Mode.ENFORCE, clock);
    }

    /** What the kernel is to do then. */
    public static Mode mode(Posture posture) {
        return posture.drops() ? Mode.ENFORCE : Mode.OBSERVE;
    }

    /** How it stands at this moment. */
    public synchronized Posture posture() {
        return posture.at(clock.instant());
    }

    /** Whether a trial is over that nobody has been told of. */
    public synchronized boolean isToRollBack() {
        return !posture.equals(posture());
    }

    /** For whoever goes on with it: the boot script is to find what holds. */
    public synchronized void keep() {
        if (kept.equals(Optional.of(posture))) return;
        try {
            write(posture);
        } catch (RuntimeException e) {
            log.error("after a restart it may stand otherwise: {}", reason(e));
        }
    }

    private static String reason(RuntimeException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    /**
     * Changes it to what {@code change} makes of it. Shutting is kept before it is done, and opening done before it is kept:
     * what goes wrong in between leaves the door open, and is told.
     *
     * @param kernel does it
     */
    public synchronized Posture change(UnaryOperator<Posture> change, Consumer<Posture> kernel) {
        Posture now = posture();
        Posture next = change.apply(now);
        if (next.equals(posture)) return next;
        if (next.drops()) shut(next, kernel);
        else open(next, kernel);
        return next;
    }

    private void shut(Posture next, Consumer<Posture> kernel) {
        write(next);
        try {
            kernel.accept(next);
        } catch (RuntimeException e) {
            write(posture);
            throw e;
        }
        posture = next;
    }

    private void open(Posture next, Consumer<Posture> kernel) {
        kernel.accept(next);
        posture = next;
        write(next);
    }

    private void write(Posture next) {
        file.write(next);
        kept = Optional.of(next);
    }
}
