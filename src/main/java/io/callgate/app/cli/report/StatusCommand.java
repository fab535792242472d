package io.callgate.app.cli.report;

import com.google.common.base.Joiner;
import io.callgate.app.arm.Arming;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.Version;
import io.callgate.app.cli.whitelist.NameCommands;
import io.callgate.core.Refusal;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Subject;
import io.callgate.core.arm.Posture;
import io.callgate.core.name.NamedHost;
import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Firewall.Counters;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Say how callgate is: the firewall, the book, calls, mails and locks.")
public final class StatusCommand extends BookCommand {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** What the book says. */
    private record Book(
            int grants, int bans, int accounts, List<NamedHost> names, long mails, Map<Subject, Attempts> locks) {
        static Book of(BookView book, Instant now) {
            return new Book(
                    book.grants(now).size(),
                    book.banned(now).size(),
                    book.accounts().size(),
                    book.hosts(),
                    book.waitingMailCount(),
                    book.locked(now));
        }
    }

    /** @param silence why the kernel does not tell its counters */
    private record Kernel(Optional<Counters> counters, Optional<String> silence) {
        static Kernel of(Firewall firewall) {
            try {
                return new Kernel(Optional.of(firewall.counters()), Optional.empty());
            } catch (FirewallException e) {
                return new Kernel(Optional.empty(), Optional.of(e.getMessage()));
            }
        }
    }

    @Override
    public void run(CommandContext desk) {
        Engine engine = desk.engine();
        Instant now = engine.now();
        Kernel kernel = engine.firewall(Kernel::of);
        Optional<Book> book = Optional.empty();
        Optional<String> unread = Optional.empty();
        try {
            book = Optional.of(engine.read(b -> Book.of(b, now)));
        } catch (StoreException e) {
            unread = Optional.of(e.getMessage());
        }
        Optional<String> known = engine.bookFault().map(BookFault::toString);
        Optional<String> fault = known.isPresent() ? known : unread;
        if (json) desk.console().line(Json.of(facts(engine, book, fault, kernel)));
        else print(desk, now, book, fault, kernel);
        // The rest is known all the same, and said; but without its book callgate is not well.
        if (fault.isPresent()) throw new Refusal(fault.get());
    }

    private static Map<String, Object> facts(
            Engine engine, Optional<Book> book, Optional<String> bookFault, Kernel kernel) {
        Map<String, String> locks = new TreeMap<>();
        book.ifPresent(b -> b.locks.forEach(
                (subject, attempts) -> locks.put(subject.toString(), Times.iso(attempts.lockedUntil()))));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Version.TEXT);
        facts.put("running", engine.running().isPresent());
        facts.put("since", engine.running().map(r -> Times.iso(r.since())));
        facts.put("mode", Arming.mode(engine.posture()));
        facts.put("posture", engine.posture().stands().toString().toLowerCase(Locale.ROOT));
        facts.put("trial_until", Times.iso(engine.posture().trialUntil()));
        facts.put("fault", engine.fault().or(kernel::silence));
        facts.put("boot_fault", engine.bootFault());
        facts.put("packets", kernel.counters.map(Counters::packets));
        facts.put("book_fault", bookFault);
        facts.put("grants", book.map(Book::grants));
        facts.put("bans", book.map(Book::bans));
        facts.put("accounts", book.map(Book::accounts));
        facts.put("names", book.map(b -> b.names.size()));
        facts.put("name_troubles", book.map(b -> NameCommands.troubles(b.names).objects()));
        facts.put("calls", engine.running().map(Engine.Running::calls));
        facts.put(
                "calls_fault",
                engine.running().flatMap(Engine.Running::callsFault).or(engine::loginFault));
        engine.running().map(Engine.Running::scanned).ifPresent(scanned -> {
            Map<String, Object> scan = new LinkedHashMap<>();
            scan.put("bytes", scanned.bytes());
            scan.put("failures", scanned.failures());
            scan.put("unclear", scanned.unclear());
            scan.put("families", families(scanned).objects());
            scan.put("missing", scanned.missing());
            scan.put("fault", scanned.fault());
            facts.put("scanner", scan);
        });
        engine.running().map(Engine.Running::seen).ifPresent(seen -> {
            Map<String, Object> sight = new LinkedHashMap<>();
            sight.put("packets", seen.packets());
            sight.put("lost", seen.lost());
            sight.put("knocks", seen.knocks());
            sight.put("opened", seen.opened());
            sight.put("fault", seen.fault());
            facts.put("sight", sight);
        });
        facts.put("waiting_mails", book.map(Book::mails));
        facts.put("smtp", engine.config().mail().smtp());
        facts.put("mail_fault", mailFault(engine));
        facts.put("locks", locks);
        return facts;
    }

    private static void print(
            CommandContext desk, Instant now, Optional<Book> book, Optional<String> fault, Kernel kernel) {
        Engine engine = desk.engine();
        Optional<Engine.Running> running = engine.running();
        Console console = desk.console();
        console.line("callgate " + Version.TEXT + ", "
                + running.map(r -> "up " + Times.length(Duration.between(r.since(), now)))
                        .orElse("not running: nobody answers calls or sends mails"));
        Posture posture = engine.posture();
        boolean closed = posture.drops();
        console.line("mode      " + mode(posture));
        console.line("kernel    " + inLine(engine, kernel));
        engine.bootFault().ifPresent(f -> console.line("boot      NOT AS NOW when the box starts: " + f));
        kernel.counters.ifPresent(c -> console.line("packets   " + c.of("granted") + " let in by grant, "
                + (c.of("closed") + c.of("banned")) + (closed ? " dropped" : " would have been dropped")));
        kernel.counters.ifPresent(c -> console.line(
                "          " + Joiner.on(", ").withKeyValueSeparator(" ").join(c.packets())));
        fault.ifPresent(f -> console.line("book      " + (book.isEmpty() ? "CANNOT BE READ" : "TAKES NO CHANGE")
                + ", and nobody who calls is let in: " + f));
        book.ifPresent(b -> console.line("grants    " + b.grants));
        book.ifPresent(b -> console.line("bans      " + b.bans));
        book.ifPresent(b -> console.line("accounts  " + b.accounts));
        book.ifPresent(b -> NameCommands.sentences(b.names, now).forEach(console::line));
        running.ifPresent(r -> print(console, r.scanned()));
        running.ifPresent(r -> print(console, r.seen()));
        running.ifPresent(r -> console.line("calls     " + r.calls() + " in progress"
                + r.callsFault()
                        .or(engine::loginFault)
                        .map(f -> "; NOBODY CAN CALL: " + f)
                        .orElse("")));
        book.ifPresent(b -> print(engine, console, b));
    }

    private static void print(Console console, Engine.Scanned scanned) {
        console.line("scanner   " + scanned.bytes() + " bytes read, " + scanned.failures() + " failures, "
                + scanned.unclear() + " unclear"
                + scanned.fault().map(f -> "; " + f).orElse(""));
        for (Engine.Scanned.Family family : scanned.families())
            console.line("          " + family.name() + ": " + family.failures() + " failures, " + family.ambiguous()
                    + " ambiguous, " + family.withoutAddress() + " without address");
        for (String log : scanned.missing()) console.line("          " + log + " is not there");
    }

    private static void print(Console console, Engine.Seen seen) {
        console.line("strangers " + seen.packets() + " packets looked at, " + seen.lost() + " lost; " + seen.knocks()
                + " knocks, of which " + seen.opened() + " opened"
                + seen.fault().map(f -> "; NOBODY CAN KNOCK OR RING: " + f).orElse(""));
    }

    private static Table families(Engine.Scanned scanned) {
        Table table = new Table("family", "failures", "ambiguous", "without_address");
        scanned.families().forEach(f -> table.add(f.name(), f.failures(), f.ambiguous(), f.withoutAddress()));
        return table;
    }

    private static String mode(Posture posture) {
        Mode mode = Arming.mode(posture);
        return switch (posture.stands()) {
            case ENFORCING -> mode.toString();
            case TRIAL ->
                mode + ", ON TRIAL until " + Times.iso(posture.trialUntil().orElseThrow())
                        + ", then all is open again: run 'callgate firewall confirm' over a new connection";
            case OBSERVING -> mode + ": nothing is dropped, only counted";
            case ROLLED_BACK ->
                mode + ": nothing is dropped, only counted; rolled back at "
                        + Times.iso(posture.trialUntil().orElseThrow()) + ": not confirmed in time";
        };
    }

    private static void print(Engine engine, Console console, Book book) {
        console.line("mails     " + book.mails + " waiting"
                + mailFault(engine).map(f -> "; " + f).orElse(""));
        console.line("locks     " + book.locks.size() + " closed");
        book.locks.forEach((subject, attempts) ->
                console.line("          " + subject + " until " + Times.iso(attempts.lockedUntil())));
    }

    private static Optional<String> mailFault(Engine engine) {
        if (engine.config().mail().smtp().isEmpty())
            return Optional.of("mail.smtp is not set, so mails stay in the outbox");
        return engine.running().flatMap(Engine.Running::mailFault);
    }

    private static String inLine(Engine engine, Kernel kernel) {
        Optional<String> fault = engine.fault().or(kernel::silence);
        if (fault.isPresent()) return "NOT IN LINE with the book: " + fault.get();
        return engine.running().isPresent() ? "in line with the book" : "not watched: it holds what it was last told";
    }
}
