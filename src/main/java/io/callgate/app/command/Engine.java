package io.callgate.app.command;

import io.callgate.app.config.Config;
import io.callgate.core.Rules;
import io.callgate.core.arm.Posture;
import io.callgate.gate.BookView;
import io.callgate.gate.Command;
import io.callgate.gate.Firewall;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The book and the kernel, open: those of the program that runs, or for one command while none does. */
public interface Engine {

    Config config();

    Rules rules();

    Instant now();

    <R> R read(Function<BookView, R> work);

    /** As {@link io.callgate.gate.Gate#ask}. */
    <R> R ask(Command<R> command);

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

    /** What only a program that runs has; empty while none does. */
    Optional<Running> running();

    /**
     * @param calls how many calls are being served
     * @param mailFault what keeps mails from being sent, if something does
     */
    record Running(Instant since, int calls, Optional<String> mailFault) {}
}
