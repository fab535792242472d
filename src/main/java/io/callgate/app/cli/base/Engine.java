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

    /** Why nobody can log in, if so. */
    Optional<String> loginFault();

    /** The ports that programs of this box use at the moment. */
    Set<Integer> usedPorts();

    /** Asks Asterisk who is registered; empty when the configuration does not say where. */
    Optional<Registrar> registrar();

    /** Asks DNS. */
    Resolver resolver();

    /** What only a program that runs has; empty while none does. */
    Optional<Running> running();

    /**
     * @param calls how many calls are being served
     * @param callsFault why nobody can call, if so
     * @param mailFault what keeps mails from being sent, if something does
     * @param scanned what the scanner did
     * @param seen what was seen of the packets that nothing allows
     * @param doorbell knows who rang
     */
    record Running(
            Instant since,
            int calls,
            Optional<String> callsFault,
            Optional<String> mailFault,
            Scanned scanned,
            Seen seen,
            Doorbell doorbell) {}

    /**
     * What came to nothing since the start.
     *
     * @param packets that nothing allows, of those who do not send too many
     * @param lost those of them that came too fast to be looked at
     * @param knocks whole sequences that were heard
     * @param opened how many of these let somebody in
     * @param fault what keeps packets from being seen, if something does
     */
    record Seen(long packets, long lost, long knocks, long opened, Optional<String> fault) {
        public static final Seen NOTHING = new Seen(0, 0, 0, 0, Optional.empty());
    }

    /**
     * What the scanner has done since the start.
     *
     * @param bytes of logs, that were read
     * @param failures records of failed attempts, of which one attempt may leave several
     * @param unclear lines whose address an attacker's words could have moved, or that name no address; they ban nobody
     * @param families the same, by the kind of lines
     * @param missing logs that are not there at the moment
     * @param fault what keeps it from working, if something does
     */
    record Scanned(
            long bytes,
            long failures,
            long unclear,
            List<Family> families,
            List<String> missing,
            Optional<String> fault) {
        public static final Scanned NOTHING = new Scanned(0, 0, 0, List.of(), List.of(), Optional.empty());

        /** Of one kind of lines, built in or configured. */
        public record Family(String name, long failures, long ambiguous, long withoutAddress) {}
    }
}
