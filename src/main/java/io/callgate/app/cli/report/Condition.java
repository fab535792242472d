package io.callgate.app.cli.report;

import io.callgate.app.cli.base.Engine;
import io.callgate.app.doctor.Finding;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Subject;
import io.callgate.core.name.NamedHost;
import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Firewall.Counters;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Status;
import io.callgate.mail.MailChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How callgate is at one moment. Whatever is broken, the rest is known.
 *
 * @param running empty while none runs
 * @param counters of the kernel; empty when it does not tell
 * @param kernelFault why the kernel is not, or not known to be, in line with the book
 * @param book what it says; empty when it cannot be read
 * @param bookFault what keeps the book from being kept or read
 */
record Condition(
        Engine engine,
        Instant now,
        Optional<Engine.Running> running,
        Optional<Counters> counters,
        Optional<String> kernelFault,
        Optional<Book> book,
        Optional<String> bookFault) {

    /**
     * What the book says.
     *
     * @param waiting how many messages, by channel
     */
    record Book(
            int grants,
            int bans,
            int accounts,
            List<NamedHost> names,
            Map<String, Long> waiting,
            Map<Subject, Attempts> locks) {
        static Book of(BookView book, Instant now) {
            return new Book(
                    book.grants(now).size(),
                    book.banned(now).size(),
                    book.accounts().size(),
                    book.hosts(),
                    book.waitingMessageCounts(),
                    book.locked(now));
        }

        long mails() {
            return waiting.getOrDefault(MailChannel.NAME, 0L);
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

    static Condition of(Engine engine) {
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
        return new Condition(
                engine,
                now,
                engine.running(),
                kernel.counters,
                engine.fault().or(kernel::silence),
                book,
                known.isPresent() ? known : unread);
    }

    List<Status> parts() {
        return running.map(Engine.Running::parts).orElse(List.of());
    }

    /** What keeps mails from being sent, whether something runs that would send them or not. */
    Optional<String> mailFault() {
        if (engine.config().mail().smtp().isEmpty())
            return Optional.of("mail.smtp is not set, so mails stay in the outbox");
        return faultOf(MailChannel.NAME);
    }

    /** What keeps the messages of a channel from being sent, as the part says that sends them. */
    Optional<String> faultOf(String channel) {
        return parts().stream()
                .filter(part -> part.name().equals(channel))
                .findFirst()
                .flatMap(Status::fault)
                .map(Status.Fault::what);
    }

    /** What there is to say of it to an administrator: each fault is its own part's. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(kernelFault
                .map(fault -> Finding.problem(
                        "callgate", "the kernel is not in line with the book: " + fault, "callgate firewall restore"))
                .orElse(Finding.ok("callgate", "it runs, and the kernel is in line with the book")));
        bookFault.ifPresent(
                fault -> findings.add(
                        Finding.problem(
                                "book",
                                "it takes no change, and nobody who calls is let in: " + fault,
                                "see \"When the book fails\" in docs/operating.md; callgate takes it up by itself when it is well again")));
        for (Status part : parts()) {
            part.faults().forEach(fault -> findings.add(finding(part.name(), fault)));
            part.advice().forEach(advice -> findings.add(Finding.note(part.name(), advice.meaning(), advice.remedy())));
        }
        if (!engine.posture().drops())
            findings.add(Finding.note(
                    "firewall",
                    "it only observes: nothing is shut",
                    "callgate firewall arm, when your own way in is granted"));
        return findings;
    }

    private static Finding finding(String subject, Status.Fault fault) {
        return fault.isWanted()
                ? Finding.note(subject, fault.meaning(), fault.remedy())
                : Finding.problem(subject, fault.meaning(), fault.remedy());
    }
}
