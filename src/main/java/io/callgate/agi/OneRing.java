package io.callgate.agi;

import io.callgate.core.address.Address;
import java.util.Optional;

/**
 * Offers the one address that rang: a 1 allows it, and nothing else does. The 1 counts only by itself, because addresses begin
 * with it, and only for an address that was said to its end: who keys it sooner has it said after it.
 */
final class OneRing {

    private static final int ASKED = 3;

    private final Telephone phone;
    private final Address address;

    OneRing(Telephone phone, Address address) {
        this.phone = phone;
        this.address = address;
    }

    /** Empty when an address is to be keyed; what was keyed of it waits in the telephone. */
    Optional<AddressEntry.Answer> ask() throws HungUp, Silence {
        for (int asked = 0; asked < ASKED; asked++) {
            boolean whole = tell();
            if (phone.ahead().isEmpty()) phone.hearKey("allow-ring");
            phone.skipPounds();
            if (phone.ahead().isEmpty()) continue;
            // A single 1 or 2 may be the first key of an address.
            if (phone.ahead().matches("[12]")) phone.hearSoon();
            if (phone.ahead().startsWith("*")) return Optional.of(new AddressEntry.Cancelled());
            if (phone.ahead().matches("2(#.*)?")) {
                phone.takeKey();
                phone.skipPounds();
                return Optional.empty();
            }
            if (!phone.ahead().matches("1#?")) return Optional.empty();
            if (whole) return Optional.of(new AddressEntry.Wanted(address));
            Optional<AddressEntry.Answer> answer = allowUnlessStopped();
            if (answer.isPresent() || !phone.ahead().isEmpty()) return answer;
        }
        throw new Silence();
    }

    /** Whether the address was said to its end: a key stops it. */
    private boolean tell() throws HungUp {
        phone.say("rang-from");
        return phone.say(address);
    }

    /**
     * The 1 was keyed before the address was said, by who knows the way, or by mistake (a second 1 for the menu, the habit of
     * another day): so the address is said now, and whatever is keyed meanwhile stops it.
     */
    private Optional<AddressEntry.Answer> allowUnlessStopped() throws HungUp {
        phone.forgetTyped();
        boolean whole = tell();
        if (whole) phone.hearSoon("allowed-soon");
        boolean pounds = phone.ahead().matches("#*");
        if (whole && pounds) return Optional.of(new AddressEntry.Wanted(address));
        // Not the second key of an address: that would have come sooner.
        if (phone.ahead().startsWith("*")) return Optional.of(new AddressEntry.Cancelled());
        // A pound during the address closes the 1, but the address was not heard: it is offered again.
        if (pounds) phone.forgetTyped();
        else phone.putBack("1");
        return Optional.empty();
    }
}
