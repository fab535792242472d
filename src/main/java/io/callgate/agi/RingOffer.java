package io.callgate.agi;

import io.callgate.core.account.Account;
import io.callgate.core.grant.Grant;
import io.callgate.core.ring.Ring;
import io.callgate.gate.Doorbell;
import io.callgate.gate.Gate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Offers the addresses that rang, before one has to be keyed. None is allowed that was not read out to its end in this call, for
 * anybody can ring in anybody's name: a caller's key must mean what it is taken for.
 */
final class RingOffer {

    private final Telephone phone;
    private final Gate gate;
    private final Doorbell doorbell;

    RingOffer(Telephone phone, Gate gate, Doorbell doorbell) {
        this.phone = phone;
        this.gate = gate;
        this.doorbell = doorbell;
    }

    /** What the caller chose; empty when they will key an address, or have begun to. */
    Optional<AddressEntry.Answer> ask(Account account) throws HungUp, Silence {
        List<Ring> rings = offered(account);
        if (rings.isEmpty()) return Optional.empty();
        // Whoever tries SIP by TCP has named nobody: it may be the caller's phone, or any scanner's visit.
        boolean named = rings.get(0).means() != Ring.Means.UNNAMED;
        if (rings.size() == 1 && named) return new OneRing(phone, rings.get(0).address()).ask();
        return new RingsInTurn(
                        phone, offeredFirst(rings).stream().map(Ring::address).toList())
                .ask();
    }

    private List<Ring> offered(Account account) {
        List<Ring> rings = doorbell.rings(account.number());
        if (rings.isEmpty()) return rings;
        List<Grant> owned =
                gate.read(book -> book.grants(account.owner(), gate.clock().instant()));
        return rings.stream()
                .filter(ring ->
                        gate.rules().policy().check(ring.address().asRange()).isEmpty())
                .filter(ring -> owned.stream().noneMatch(g -> g.range().contains(ring.address())))
                .toList();
    }

    /**
     * In the order given, but first those that will be offered: of more than that, who knew the account's own port. Scanners that
     * try the extension again and again are always newer than somebody's one visit there.
     */
    private static List<Ring> offeredFirst(List<Ring> rings) {
        Set<Ring> first = rings.stream()
                .sorted(Comparator.comparing(Ring::means).reversed())
                .limit(RingsInTurn.MOST)
                .collect(Collectors.toSet());
        return rings.stream()
                .sorted(Comparator.comparing(ring -> !first.contains(ring)))
                .toList();
    }
}
