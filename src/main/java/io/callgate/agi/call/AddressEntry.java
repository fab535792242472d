package io.callgate.agi.call;

import io.callgate.core.address.Address;
import io.callgate.core.address.KeyedAddress;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.gate.Gate;
import java.util.Optional;

/** Keying an address until it is one, is not refused by policy, and was confirmed after being read back. */
final class AddressEntry {

    private static final int TRIES = 3;

    private final Telephone phone;
    private final Gate gate;
    private final Ending end;

    AddressEntry(Telephone phone, Gate gate, Ending end) {
        this.phone = phone;
        this.gate = gate;
        this.end = end;
    }

    sealed interface Answer permits Wanted, ByHand, Cancelled, GivenUp {}

    /** The caller allowed this address. */
    record Wanted(Address address) implements Answer {}

    /** The caller will key an address, or has begun to: what they keyed of it waits in the telephone. */
    record ByHand() implements Answer {}

    /** The caller pressed the star. */
    record Cancelled() implements Answer {}

    /** Every try was refused, and said so. */
    record GivenUp() implements Answer {}

    Answer ask() throws HungUp, Silence {
        ReadBack readBack = new ReadBack(phone, "address-is", "confirm-address");
        for (int refused = 0; refused < TRIES; ) {
            KeysAhead.Line line = phone.line("address");
            Optional<Address> address = judge(line);
            end.refusedLast(address.isEmpty());
            if (address.isEmpty()) {
                refused++;
                continue;
            }
            ReadBack.Answer answer = readBack.ask(address.get(), line.whole());
            if (answer == ReadBack.Answer.ALLOWED) return new Wanted(address.get());
            if (answer == ReadBack.Answer.CANCELLED) return new Cancelled();
        }
        return new GivenUp();
    }

    /** The address that was keyed, or empty after the reason was said. */
    private Optional<Address> judge(KeysAhead.Line line) throws HungUp {
        KeyedAddress keyed = KeyedAddress.parse(line.keys());
        Optional<String> refusal = keyed.match(
                good -> gate.rules().policy().check(good.asRange()).map(r -> refusal(r.reason())),
                bad -> Optional.of(refusal(bad)));
        if (refusal.isEmpty()) return keyed.match(Optional::of, bad -> Optional.empty());
        // A pound too many is followed by what was meant.
        if (!line.keys().isEmpty()) phone.forgetUntilPause();
        phone.say(refusal.get());
        return Optional.empty();
    }

    private static String refusal(KeyedAddress.Reason reason) {
        return switch (reason) {
            case NOTHING -> "refused-nothing";
            case OCTET_TOO_LARGE -> "refused-octet";
            case TOO_FEW_PARTS -> "refused-few";
            case TOO_MANY_PARTS -> "refused-many";
            case NOT_TWELVE_DIGITS -> "refused-twelve";
        };
    }

    static String refusal(GrantPolicy.Reason reason) {
        return switch (reason) {
            case SPECIAL -> "refused-special";
            case PRIVATE -> "refused-private";
            case OWN -> "refused-own";
            case EXTRA -> "refused-extra";
        };
    }
}
