package io.callgate.fake;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.Subject;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.mail.Mail;
import io.callgate.core.mail.OutboxMail;
import io.callgate.core.service.Services;
import io.callgate.gate.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A book in memory; a copy of it is a transaction. */
final class MemoryBook implements Store.Transaction {

    private final Map<String, Account> accounts;
    private final Map<Long, Grant> grants;
    private final Map<AddressRange, Instant> ended;
    private final Map<Subject, Attempts> attempts;
    private final List<Event> events;
    private final Map<Long, OutboxMail> mails;
    private long ids;
    private long revision;

    MemoryBook() {
        accounts = new TreeMap<>();
        grants = new TreeMap<>();
        ended = new HashMap<>();
        attempts = new HashMap<>();
        events = new ArrayList<>();
        mails = new TreeMap<>();
    }

    MemoryBook(MemoryBook other) {
        accounts = new TreeMap<>(other.accounts);
        grants = new TreeMap<>(other.grants);
        ended = new HashMap<>(other.ended);
        attempts = new HashMap<>(other.attempts);
        events = new ArrayList<>(other.events);
        mails = new TreeMap<>(other.mails);
        ids = other.ids;
        revision = other.revision;
    }

    @Override
    public <T> T part(Function<io.callgate.gate.Book, T> part) {
        return part.apply(this);
    }

    @Override
    public Optional<Account> account(AccountNumber number) {
        return Optional.ofNullable(accounts.get(number.digits()));
    }

    @Override
    public List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    @Override
    public List<Grant> grants(Instant now) {
        return grants.values().stream().filter(g -> g.holdsAt(now)).toList();
    }

    @Override
    public List<Grant> grants(Owner owner, Instant now) {
        return grants(now).stream().filter(g -> g.owner().equals(owner)).toList();
    }

    @Override
    public List<Grant> grants(AddressRange range, Instant now) {
        return grants(now).stream().filter(g -> g.range().equals(range)).toList();
    }

    @Override
    public Map<AddressRange, Instant> endedSince(Instant since, Instant now) {
        Map<AddressRange, Instant> recent = new HashMap<>(ended);
        recent.values().removeIf(at -> !at.isAfter(since));
        return recent;
    }

    @Override
    public Attempts attempts(Subject subject) {
        return attempts.getOrDefault(subject, Attempts.NONE);
    }

    @Override
    public Map<Subject, Attempts> locked(Instant now) {
        Map<Subject, Attempts> locked = new HashMap<>(attempts);
        locked.values().removeIf(a -> !a.lockedAt(now));
        return locked;
    }

    @Override
    public List<Event> events(int limit) {
        List<Event> newest = new ArrayList<>(events);
        Collections.reverse(newest);
        return newest.subList(0, Math.min(limit, newest.size()));
    }

    @Override
    public List<OutboxMail> waitingMails(int limit) {
        return mails.values().stream()
                .filter(m -> m.sentAt().isEmpty())
                .sorted(Comparator.comparing(OutboxMail::id))
                .limit(limit)
                .toList();
    }

    @Override
    public long waitingMailCount() {
        return waitingMails(Integer.MAX_VALUE).size();
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public void addAccount(Account account) {
        if (accounts.putIfAbsent(account.number().digits(), account) != null)
            throw new IllegalStateException("account " + account.number() + " is taken");
    }

    @Override
    public void updateAccount(Account account) {
        accounts.put(account.number().digits(), account);
    }

    @Override
    public void deleteAccount(AccountNumber number) {
        accounts.remove(number.digits());
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
        Grant grant = new Grant(++ids, owner, origin, range, services, createdAt, endsAt, note);
        grants.put(grant.id(), grant);
        revision++;
        return grant;
    }

    @Override
    public void endGrant(Grant grant, Instant at, String by) {
        grants.remove(grant.id());
        ended.put(grant.range(), at);
        revision++;
    }

    @Override
    public void putAttempts(Subject subject, Attempts failures) {
        attempts.put(subject, failures);
    }

    @Override
    public void clearAttempts(Subject subject) {
        attempts.remove(subject);
    }

    @Override
    public void forgetAttempts(Subject.Kind kind, Instant before) {
        attempts.entrySet()
                .removeIf(e -> e.getKey().kind() == kind
                        && e.getValue().drainsFrom().isBefore(before)
                        && e.getValue().lockedUntil().isBefore(before));
    }

    @Override
    public void record(Event event) {
        events.add(event);
    }

    @Override
    public void post(Mail mail, Instant now) {
        mails.put(++ids, new OutboxMail(ids, mail, now, 0, now, Optional.empty(), ""));
    }

    @Override
    public long lastMailId() {
        return mails.keySet().stream().reduce(0L, Math::max);
    }

    @Override
    public List<OutboxMail> claimMails(long upTo, Instant now, Duration lease, int limit) {
        throw new UnsupportedOperationException("this book sends no mail");
    }

    @Override
    public void mailSent(long id, Instant at) {
        throw new UnsupportedOperationException("this book sends no mail");
    }

    @Override
    public void mailFailed(long id, Optional<Instant> next, String error) {
        throw new UnsupportedOperationException("this book sends no mail");
    }
}
