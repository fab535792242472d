package io.callgate.gate.port;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.Subject;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.OutboxMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The book as one transaction sees it. Lists are in a stable order. */
public interface BookView {

    Optional<Account> account(AccountNumber number);

    /** By number. */
    List<Account> accounts();

    /** The grants in the book that somebody has not ended and that hold at {@code now}, by id. */
    List<Grant> grants(Instant now);

    /** As {@link #grants(Instant)}, of one owner. */
    List<Grant> grants(Owner owner, Instant now);

    /** As {@link #grants(Instant)}, of exactly this range. */
    List<Grant> grants(AddressRange range, Instant now);

    /** Whether there ever was a grant of exactly this range to this owner, whatever became of it. */
    boolean hadGrant(Owner owner, AddressRange range);

    /**
     * Ranges that lost a grant after {@code since} (ended by somebody, or by its own time), each with the latest such
     * moment.
     */
    Map<AddressRange, Instant> endedSince(Instant since, Instant now);

    /** For whom flows that the PBX itself began speak at {@code now}, and for whom not, by address. */
    List<Judged> judged(Instant now);

    /** As {@link #judged(Instant)}, of one address, though it may be over. */
    Optional<Judged> judged(Address address);

    /** The newest {@code limit} bans that nobody has ended and that hold at {@code now}, the newest first. */
    List<Ban> bans(Instant now, int limit);

    /** As {@link #bans(Instant, int)}, without the scanner's. */
    List<Ban> bansByHand(Instant now, int limit);

    /** All such bans, without the words: there may be a million. */
    Banned banned(Instant now);

    /**
     * The ranges that the scanner banned since {@code since} and that nobody unbanned, with the end of the latest of their
     * bans in milliseconds, and how many there were.
     */
    void banCounts(Instant since, BanCount each);

    /** Takes in what {@link #banCounts} tells. */
    interface BanCount {
        void of(AddressRange range, long endMillis, int times);
    }

    /** Such bans of exactly this range, by id. */
    List<Ban> bans(AddressRange range, Instant now);

    /** Such bans of ranges that hold all of {@code range}, the widest first. */
    default List<Ban> bansOver(AddressRange range, Instant now) {
        return IntStream.rangeClosed(0, range.prefix())
                .mapToObj(prefix -> new AddressRange(range.network().masked(prefix), prefix))
                .flatMap(over -> bans(over, now).stream())
                .toList();
    }

    /** The host names that nobody has ended, by id. */
    List<NamedHost> hosts();

    /** As {@link #hosts()}, of one owner. */
    List<NamedHost> hosts(Owner owner);

    /** What owners knock with, by owner. */
    List<KnockKey> knockKeys();

    Optional<KnockKey> knockKey(Owner owner);

    /** At which port which account is rung for. */
    Map<AccountNumber, Integer> doorbells();

    /** {@link Attempts#NONE} for a subject without failures. */
    Attempts attempts(Subject subject);

    /** Subjects locked at {@code now}. */
    Map<Subject, Attempts> locked(Instant now);

    /** The newest {@code limit} events, newest first. */
    List<Event> events(int limit);

    /** Messages of a channel that were not sent and not given up, oldest first, at most {@code limit}. */
    List<OutboxMessage> waitingMessages(String channel, int limit);

    /** Messages of all channels that were not sent, those that were given up among them, newest first, at most {@code limit}. */
    List<OutboxMessage> unsentMessages(int limit);

    /** How many messages wait, by channel; those for which none does are left out. */
    Map<String, Long> waitingMessageCounts();

    /** The largest id in the outbox, whichever channel's, 0 when it is empty. */
    long lastMessageId();

    /** Grows with every change of grants, bans or accounts, so that another process's changes are noticed. */
    long revision();
}
