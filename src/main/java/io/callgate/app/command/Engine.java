package io.callgate.app.command;

import io.callgate.app.config.Config;
import io.callgate.core.Rules;
import io.callgate.gate.BookView;
import io.callgate.gate.Command;
import io.callgate.gate.Firewall;
import io.callgate.gate.Resolver;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** As {@link io.callgate.gate.Gate#restore}. */
    int restore();

    /** Why the kernel does not follow the book, if it does not. */
    Optional<String> fault();

    /** Asks DNS. */
    Resolver resolver();

    /** What only a program that runs has; empty while none does. */
    Optional<Running> running();

    /**
     * @param calls how many calls are being served
     * @param mailFault what keeps mails from being sent, if something does
     * @param scanned what the scanner did
     */
    record Running(Instant since, int calls, Optional<String> mailFault, Scanned scanned) {}

    /**
     * What the scanner has read since the start.
     *
     * @param failures records of failed attempts, of which one attempt may leave several
     * @param unclear lines whose address an attacker's words could have moved, or that name no address; they ban nobody
     * @param missing logs that are not there at the moment
     * @param fault what keeps it from working, if something does
     */
    record Scanned(long lines, long failures, long unclear, List<String> missing, Optional<String> fault) {
        public static final Scanned NOTHING = new Scanned(0, 0, 0, List.of(), Optional.empty());
    }
}
