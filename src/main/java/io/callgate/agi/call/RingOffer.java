package io.callgate.agi.call;

import io.callgate.core.account.Account;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Grant;
import io.callgate.core.ring.Ring;
import io.callgate.gate.Gate;
import io.callgate.gate.port.Doorbell;
import java.util.Comparator;
import java.util.List;
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

    /** What the caller chose, {@link AddressEntry.ByHand} when nothing that rang. */
    AddressEntry.Answer ask(Account account) throws HungUp, Silence {
        List<Ring> rings = offered(account);
        if (rings.isEmpty()) return new AddressEntry.ByHand();
        Set<Address> before = hadBefore(account, rings);
        if (rings.size() == 1 && rings.get(0).means() == Ring.Means.DOORBELL)
            return one(rings.get(0).address(), before);
        return new RingsInTurn(phone, inTurn(rings, before), before).ask();
    }

    /** One, at the port that only the account's people know: it is asked for by a 1, as an address that was keyed. */
    private AddressEntry.Answer one(Address address, Set<Address> before) throws HungUp, Silence {
        String[] remark = before.contains(address) ? new String[] {RingsInTurn.HAD_BEFORE} : new String[0];
        return switch (new ReadBack(phone, "rang-from", "allow-ring", remark).ask(address, false)) {
            case ALLOWED -> new AddressEntry.Wanted(address);
            case OTHERWISE -> new AddressEntry.ByHand();
            case CANCELLED -> new AddressEntry.Cancelled();
        };
    }

    /** It is said, and no more: whoever has such an address now, at a hotel or from a provider, is not always who had it. */
    private Set<Address> hadBefore(Account account, List<Ring> rings) throws HungUp {
        return phone.awaitSoon(gate.reading(book -> rings.stream()
                .map(Ring::address)
                .filter(address -> book.hadGrant(account.owner(), address.asRange()))
                .collect(Collectors.toSet())));
    }

    private List<Ring> offered(Account account) throws HungUp {
        List<Ring> rings = doorbell.rings(account.number());
        if (rings.isEmpty()) return rings;
        List<Grant> owned = phone.awaitSoon(
                gate.reading(book -> book.grants(account.owner(), gate.clock().instant())));
        return rings.stream()
                .filter(ring ->
                        gate.rules().policy().check(ring.address().asRange()).isEmpty())
                .filter(ring -> owned.stream().noneMatch(g -> g.range().contains(ring.address())))
                .toList();
    }

    /**
     * In the order given, but first those that will be offered: of more than that, who knew the account's own port, and who has
     * an address that it had before. Scanners that try the extension again and again are always newer than somebody's one visit.
     */
    private static List<Address> inTurn(List<Ring> rings, Set<Address> before) {
        Set<Ring> first = rings.stream()
                .sorted(Comparator.comparing((Ring ring) -> ring.means() != Ring.Means.DOORBELL)
                        .thenComparing(ring -> !before.contains(ring.address()))
                        .thenComparing(Ring::means, Comparator.reverseOrder()))
                .limit(RingsInTurn.MOST)
                .collect(Collectors.toSet());
        return rings.stream()
                .sorted(Comparator.comparing(ring -> !first.contains(ring)))
                .map(Ring::address)
                .toList();
    }
}
