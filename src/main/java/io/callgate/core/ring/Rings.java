package io.callgate.core.ring;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers who rang for whom in the last {@link #KEPT_MILLIS}. Bounded, however many addresses ring: see {@link Bell}. Not for
 * several threads at once.
 */
public final class Rings {

    public static final long KEPT_MILLIS = 5 * 60_000;

    private final Map<AccountNumber, Bell> bells = new HashMap<>();
    private final Recurrence recurrence;
    private final Astray astray;
    private final Bell unnamed;

    /** @param salt a number that no stranger knows */
    public Rings(long salt) {
        recurrence = new Recurrence(salt, 1 << 22, 60_000);
        astray = new Astray(salt);
        unnamed = new Bell(recurrence, 0);
    }

    /** Forgets the rings for accounts that are not among {@code accounts}, and takes rings for those that are. */
    public void accounts(Set<AccountNumber> accounts) {
        bells.keySet().retainAll(accounts);
        for (AccountNumber account : accounts)
            bells.computeIfAbsent(account, number -> new Bell(recurrence, number.hashCode()));
    }

    /** Somebody rang for an account; nothing happens for one that is not there. */
    public void ring(AccountNumber account, Ring ring) {
        Bell bell = bells.get(account);
        if (bell != null) bell.ring(doubted(ring, ring.atMillis()));
    }

    /** Somebody tried a port that is nobody's. */
    public void astray(Address source, long atMillis) {
        astray.saw(source, atMillis);
    }

    /** Whether {@link #astray} makes no difference any more; in a flood it is asked of each packet. */
    public boolean isSearched(long nowMillis) {
        return astray.isFull(nowMillis);
    }

    /** Who may have found an account's own port by trying them all was told as little as who guesses its extension. */
    private Ring doubted(Ring ring, long nowMillis) {
        if (ring.means() != Ring.Means.DOORBELL || !astray.mayHaveFound(ring.address(), nowMillis)) return ring;
        return new Ring(ring.address(), ring.atMillis(), Ring.Means.EXTENSION);
    }

    /** Somebody rang without saying for whom. */
    public void ring(Ring ring) {
        unnamed.ring(ring);
    }

    /** This address is let in: when it comes to be shut out again, what it rang before is of no matter. */
    public void forget(Address address) {
        bells.values().forEach(bell -> bell.forget(address));
        unnamed.forget(address);
    }

    /**
     * Who rang for an account, the newest first; in a flood, who rang most persistently first. When nobody did, but exactly one
     * address rang without saying for whom, it is that one.
     */
    public List<Ring> of(AccountNumber account, long nowMillis) {
        Bell bell = bells.get(account);
        List<Ring> named = bell == null ? List.of() : bell.rings(nowMillis);
        if (!named.isEmpty())
            return named.stream().map(ring -> doubted(ring, nowMillis)).toList();
        List<Ring> others = unnamed.rings(nowMillis);
        return others.size() == 1 ? others : List.of();
    }
}
