package io.callgate.gate.port;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.Subject;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.core.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The book, open for writing within one transaction. */
public interface Book extends BookView {

    /** @throws IllegalStateException if the number is taken */
    void addAccount(Account account);

    /** Replaces the account of the same number; nothing happens if there is none. */
    void updateAccount(Account account);

    /** Takes an account out of the book; nothing happens if there is none. Its grants stay as they are. */
    void deleteAccount(AccountNumber number);

    /** Enters a grant and returns it with its id. */
    Grant addGrant(NewGrant grant);

    /** Ends a grant now; it stays in the book as history. */
    void endGrant(Grant grant, Instant at, String by);

    /** Enters how an address is judged, in the place of what was there. */
    void putJudged(Judged judged);

    /** Drops what was over before {@code before}. */
    void forgetJudged(Instant before);

    /** Enters a ban and returns it with its id. A reason longer than its column is cut. */
    Ban addBan(AddressRange range, String origin, String reason, Instant createdAt, Optional<Instant> endsAt);

    /** Ends a ban now; it stays in the book as history. */
    void endBan(Ban ban, Instant at, String by);

    /** Enters a host name, without trouble, and returns it with its id. */
    NamedHost addHost(Owner owner, Origin origin, HostName host, Services services, Instant createdAt, String note);

    /** Ends a host name now; it stays in the book as history, and its grants as they are. */
    void endHost(NamedHost host, Instant at, String by);

    /** Notes what keeps a host name from being current, or that nothing does. */
    void putTrouble(NamedHost host, Optional<NamedHost.Trouble> trouble);

    /** Notes of a host name what has to outlast a restart. */
    void putNotes(NamedHost host, NamedHost.Notes notes);

    /** Enters what an owner knocks with, in the place of what was there. */
    void putKnockKey(KnockKey key);

    /** Forgets what an owner knocks with; nothing happens if that is nothing. */
    void deleteKnockKey(Owner owner);

    /** Has an account rung for at this port. */
    void putDoorbell(AccountNumber number, int port);

    /** Remembers {@code attempts} in the place of what was remembered of {@code subject}. */
    void putAttempts(Subject subject, Attempts attempts);

    /** Forgets all failures of {@code subject}, its lock with them. */
    void clearAttempts(Subject subject);

    /** Drops the attempts of all subjects of {@code kind} whose last failure and whose lock lie before {@code before}. */
    void forgetAttempts(Subject.Kind kind, Instant before);

    /** Adds to the audit. Texts longer than their columns are cut. */
    void record(Event event);

    /** Puts a message into the outbox, for the channel of this name, due at once. */
    void post(String channel, Message message, Instant now);

    /**
     * Takes messages of a channel that are due at {@code now} and whose id is at most {@code upTo}, oldest first: counts an attempt
     * and makes them due again after {@code lease}, so that no one else takes them meanwhile.
     */
    List<OutboxMessage> claimMessages(String channel, long upTo, Instant now, Duration lease, int limit);

    /** The server took it. */
    void messageSent(long id, Instant at);

    /** The delivery failed; the next try is at {@code next}, or never when empty (given up, but kept). */
    void messageFailed(long id, Optional<Instant> next, String error);

    /** Writes down that it was tried out, which changes nothing else. */
    void tryOut(Instant now);
}
