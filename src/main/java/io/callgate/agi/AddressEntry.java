package io.callgate.agi;

import io.callgate.core.address.Address;
import io.callgate.core.address.KeyedAddress;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.gate.Gate;
import java.util.Optional;
import java.util.function.Consumer;

/** Keying an address until it is one, is not refused by policy, and was confirmed after being read back. */
final class AddressEntry {

    private static final int TRIES = 3;
    static final int MOST_KEYS = 40;

    private final Telephone phone;
    private final Gate gate;

    AddressEntry(Telephone phone, Gate gate) {
        this.phone = phone;
        this.gate = gate;
    }

    sealed interface Answer permits Wanted, Cancelled, GivenUp {}

    /** The caller pressed 1 for this address. */
    record Wanted(Address address) implements Answer {}

    /** The caller pressed the star. */
    record Cancelled() implements Answer {}

    /** Every try was refused, and said so. */
    record GivenUp() implements Answer {}

    /** @param lastRefused hears after each address whether it was refused */
    Answer ask(Consumer<Boolean> lastRefused) throws HungUp, Silence {
        for (int refused = 0; refused < TRIES; ) {
            Optional<Address> address = key();
            lastRefused.accept(address.isEmpty());
            if (address.isEmpty()) {
                refused++;
                continue;
            }
            phone.say("address-is");
            phone.say(address.get());
            char choice = phone.choice("confirm-address", "12*");
            if (choice == '1') return new Wanted(address.get());
            if (choice == '*') return new Cancelled();
        }
        return new GivenUp();
    }

    /** One address, or empty after the reason was said. */
    private Optional<Address> key() throws HungUp, Silence {
        KeyedAddress keyed = KeyedAddress.parse(phone.line("address", MOST_KEYS));
        Optional<String> refusal = keyed.match(
                good -> gate.rules().policy().check(good.asRange()).map(r -> refusal(r.reason())),
                bad -> Optional.of(refusal(bad)));
        if (refusal.isEmpty()) return keyed.match(Optional::of, bad -> Optional.empty());
        phone.forgetTyped();
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
