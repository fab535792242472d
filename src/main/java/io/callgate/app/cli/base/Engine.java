package io.callgate.app.cli.base;

import io.callgate.app.config.Config;
import io.callgate.core.Rules;
import io.callgate.core.arm.Posture;
import io.callgate.gate.ByHand;
import io.callgate.gate.Command;
import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Registrar;
import io.callgate.gate.port.Resolver;
import io.callgate.kit.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The book and the kernel, open: those of the program that runs, or for one command while none does. */
public interface Engine {

    Config config();

    Rules rules();

    Instant now();

    /**
     * As {@link io.callgate.gate.Gate#read}.
     *
     * @throws io.callgate.gate.port.StoreException also, and soon, when the book does not answer at all
     */
    <R> R read(Function<BookView, R> work);

    /** As {@link io.callgate.gate.Gate#ask}, and {@link #read}. */
    <R> R ask(Command<R> command);

    /** As {@link #ask}, but fails as soon as a book that is well would have answered: for what can be done {@link #byHand}. */
    <R> R askSoon(Command<R> command);

    /** What needs no book. */
    ByHand byHand();

    /** Looks at the firewall, or changes what the book does not say. */
    <R> R firewall(Function<Firewall, R> work);

    /** How the firewall stands at this moment. */
    Posture posture();

    /**
     * Makes the firewall stand as {@code change} says, and keeps that over restarts; returns how it stands then. What is
     * refused changes nothing. Opening goes as far as it can: what could not be kept is told by an exception.
     */
    Posture stand(UnaryOperator<Posture> change);

    /** Why the box would not start the way the firewall stands now, if so. */
    Optional<String> bootFault();

    /** As {@link io.callgate.gate.Gate#restore}. */
    int restore();

    /** Why the kernel does not follow the book, if it does not. */
    Optional<String> fault();

    /** What keeps the book from being kept, if something does, as far as it was found out. Waits for nobody. */
    Optional<BookFault> bookFault();

    /** The ports that programs of this box use at the moment. */
    Set<Integer> usedPorts();

    /** Asks Asterisk who is registered; empty when the configuration does not say where. */
    Optional<Registrar> registrar();

    /** Asks DNS. */
    Resolver resolver();

    /** What only a program that runs has; empty while none does. */
    Optional<Running> running();

    /**
     * @param parts how each part of it is, in the order in which they were started
     * @param doorbell knows who rang
     */
    record Running(Instant since, List<Status> parts, Doorbell doorbell) {}
}
