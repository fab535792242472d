package io.callgate.mail;

import com.google.common.collect.ImmutableList;
import io.callgate.core.Rules;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.GuessingLimits;
import io.callgate.core.account.Owner;
import io.callgate.core.account.Subject;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.grant.Origin;
import io.callgate.core.grant.Standing;
import io.callgate.core.mail.Mail;
import io.callgate.core.mail.OutboxMail;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.Book;
import io.callgate.gate.BookView;
import io.callgate.gate.Firewall;
import io.callgate.gate.FirewallException;
import io.callgate.gate.Gate;
import io.callgate.gate.Store;
import io.callgate.gate.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A book in memory that knows nothing but mails and events, with a firewall that can be broken, and their gate. */
final class FakeBook implements Store, Store.Transaction {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final Instant NEVER = Instant.MAX;

    private final Map<Long, OutboxMail> mails = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    volatile Instant now = START;
    volatile boolean broken;
    volatile boolean firewallBroken;
    volatile int claims;

    Gate startGate() {
        Rules rules = new Rules(
                "pbx",
                GrantPolicy.STANDARD,
                GuessingLimits.STANDARD,
                ServiceCatalog.builtInWith(Map.of()),
                ImmutableList.of(),
                Optional.empty());
        return new Gate(this, new FakeFirewall(), () -> rules, () -> now).start();
    }

    synchronized OutboxMail mail(long id) {
        return mails.get(id);
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    synchronized long sentCount() {
        return mails.values().stream().filter(m -> m.sentAt().isPresent()).count();
    }

    static boolean isGivenUp(OutboxMail mail) {
        return mail.nextAttemptAt().equals(NEVER);
    }

    @Override
    public synchronized void write(Consumer<Transaction> work) {
        check();
        Map<Long, OutboxMail> before = new TreeMap<>(mails);
        try {
            work.accept(this);
            check();
        } catch (RuntimeException e) {
            mails.clear();
            mails.putAll(before);
            throw e;
        }
    }

    private void check() {
        if (broken) throw new StoreException("the test broke the book", null);
    }

    @Override
    public synchronized <T> T read(Function<BookView, T> work) {
        check();
        return work.apply(this);
    }

    @Override
    public <T> T part(Function<Book, T> part) {
        return part.apply(this);
    }

    @Override
    public void post(Mail mail, Instant at) {
        long id = lastMailId() + 1;
        mails.put(id, new OutboxMail(id, mail, at, 0, at, Optional.empty(), ""));
    }

    @Override
    public long lastMailId() {
        return mails.keySet().stream().mapToLong(id -> id).max().orElse(0);
    }

    @Override
    public List<OutboxMail> claimMails(long upTo, Instant at, Duration lease, int limit) {
        claims++;
        List<OutboxMail> claimed = waiting()
                .filter(m -> m.id() <= upTo && !m.nextAttemptAt().isAfter(at))
                .limit(limit)
                .map(m -> with(m, m.attempts() + 1, at.plus(lease), m.sentAt(), m.lastError()))
                .toList();
        claimed.forEach(m -> mails.put(m.id(), m));
        return claimed;
    }

    private Stream<OutboxMail> waiting() {
        return mails.values().stream().filter(m -> m.sentAt().isEmpty() && !isGivenUp(m));
    }

    @Override
    public void mailSent(long id, Instant at) {
        mails.computeIfPresent(id, (i, m) -> with(m, m.attempts(), m.nextAttemptAt(), Optional.of(at), m.lastError()));
    }

    @Override
    public void mailFailed(long id, Optional<Instant> next, String error) {
        mails.computeIfPresent(id, (i, m) -> with(m, m.attempts(), next.orElse(NEVER), m.sentAt(), error));
    }

    private static OutboxMail with(OutboxMail m, int attempts, Instant next, Optional<Instant> sent, String error) {
        return new OutboxMail(m.id(), m.mail(), m.createdAt(), attempts, next, sent, error);
    }

    @Override
    public List<OutboxMail> waitingMails(int limit) {
        return waiting()
                .sorted(Comparator.comparing(OutboxMail::id))
                .limit(limit)
                .toList();
    }

    @Override
    public long waitingMailCount() {
        return waiting().count();
    }

    @Override
    public void record(Event event) {
        events.add(event);
    }

    @Override
    public List<Event> events(int limit) {
        return events();
    }

    @Override
    public List<Grant> grants(Instant at) {
        return List.of();
    }

    @Override
    public Map<AddressRange, Instant> endedSince(Instant since, Instant at) {
        return Map.of();
    }

    @Override
    public long revision() {
        return 0;
    }

    @Override
    public void close() {}

    @Override
    public Optional<Account> account(AccountNumber number) {
        throw notHere();
    }

    @Override
    public List<Account> accounts() {
        throw notHere();
    }

    @Override
    public List<Grant> grants(Owner owner, Instant at) {
        throw notHere();
    }

    @Override
    public List<Grant> grants(AddressRange range, Instant at) {
        throw notHere();
    }

    @Override
    public Attempts attempts(Subject subject) {
        throw notHere();
    }

    @Override
    public Map<Subject, Attempts> locked(Instant at) {
        throw notHere();
    }

    @Override
    public void addAccount(Account account) {
        throw notHere();
    }

    @Override
    public void updateAccount(Account account) {
        throw notHere();
    }

    @Override
    public void deleteAccount(AccountNumber number) {
        throw notHere();
    }

    @Override
    public Grant addGrant(
            Owner owner,
            Origin origin,
            AddressRange range,
            Services services,
            Instant createdAt,
            Optional<Instant> endsAt,
            String note) {
        throw notHere();
    }

    @Override
    public void endGrant(Grant grant, Instant at, String by) {
        throw notHere();
    }

    @Override
    public void putAttempts(Subject subject, Attempts attempts) {
        throw notHere();
    }

    @Override
    public void clearAttempts(Subject subject) {
        throw notHere();
    }

    @Override
    public void forgetAttempts(Subject.Kind kind, Instant before) {
        throw notHere();
    }

    private static UnsupportedOperationException notHere() {
        return new UnsupportedOperationException("this book knows only mails and events");
    }

    private final class FakeFirewall implements Firewall {

        @Override
        public int converge(Collection<Standing> standings, Instant at) {
            if (firewallBroken) throw new FirewallException("the test broke the firewall");
            return 0;
        }

        @Override
        public int apply(Collection<Standing> standings, Instant at) {
            return converge(standings, at);
        }

        @Override
        public void mode(Mode mode) {}

        @Override
        public Mode mode() {
            return Mode.OBSERVE;
        }

        @Override
        public Counters counters() {
            return new Counters(0, 0);
        }

        @Override
        public List<String> openFor(AddressRange range) {
            return List.of();
        }

        @Override
        public String show() {
            return "";
        }

        @Override
        public void close() {}
    }
}
