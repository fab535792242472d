package io.callgate.agi;

import io.callgate.core.address.Address;
import java.util.List;
import java.util.Optional;

/**
 * Offers several addresses that rang, or one that named nobody, one after the other: each is allowed only by its own last number
 * and a pound, keyed after it was said to its end. So a stranger who rings at the right moment gains nothing from a caller who
 * keys what they are used to key.
 */
final class RingsInTurn {

    static final int MOST = 3;
    private static final int ASKED = 3;

    private final Telephone phone;
    private final List<Address> all;

    RingsInTurn(Telephone phone, List<Address> all) {
        this.phone = phone;
        this.all = all;
    }

    private enum Turn {
        ALLOW,
        NEXT,
        BY_HAND,
        CANCEL
    }

    /** Empty when an address is to be keyed; what was keyed of it waits in the telephone. */
    Optional<AddressEntry.Answer> ask() throws HungUp, Silence {
        String words = "rang-from";
        for (Address address : all.subList(0, Math.min(MOST, all.size()))) {
            Turn turn = offer(address, words);
            if (turn == Turn.ALLOW) return Optional.of(new AddressEntry.Wanted(address));
            if (turn == Turn.CANCEL) return Optional.of(new AddressEntry.Cancelled());
            if (turn == Turn.BY_HAND) return Optional.empty();
            words = "rang-next";
        }
        return Optional.empty();
    }

    private Turn offer(Address address, String words) throws HungUp, Silence {
        boolean tooSoon = false;
        for (int asked = 0; asked < ASKED; asked++) {
            phone.say(words);
            boolean whole = phone.say(address);
            Optional<Telephone.Line> line =
                    phone.tryLine(address.isV6() ? "last-group" : "last-number", AddressEntry.MOST_KEYS);
            tooSoon = line.isPresent();
            if (line.isEmpty()) continue;
            if (line.get().keys().isEmpty()) return Turn.NEXT;
            if (beginsAddress(line.get().keys())) return Turn.BY_HAND;
            if (whole) return judge(address, line.get());
            // It may have been meant for anything. Once a whole address was said, it can only be meant for that.
            phone.forgetTyped();
            phone.say("listen-first");
        }
        if (tooSoon) return Turn.NEXT;
        throw new Silence();
    }

    /** Whether that was a star, or an address by hand, which then waits to be taken as one. */
    private boolean beginsAddress(String keys) {
        boolean star = keys.startsWith("*");
        if (!star && keys.indexOf('*') < 0 && keys.length() <= LastNumber.MOST_KEYS) return false;
        if (!keys.equals("*")) phone.putBack((star ? keys.substring(1) : keys) + "#");
        return true;
    }

    /** One try for each address. Without a pound it may be an address whose caller looks up how it goes on. */
    private Turn judge(Address address, Telephone.Line line) throws HungUp, Silence {
        LastNumber number = LastNumber.of(address);
        if (!line.closed() || !LastNumber.keyed(line.keys()).equals(number)) {
            phone.forgetTyped();
            phone.say("wrong-number");
            return Turn.NEXT;
        }
        boolean alone =
                all.stream().filter(a -> LastNumber.of(a).equals(number)).count() == 1;
        return alone ? Turn.ALLOW : confirm(address);
    }

    /** Two that rang end alike, by chance or because somebody chose so: the number does not tell which was meant. */
    private Turn confirm(Address address) throws HungUp, Silence {
        phone.forgetTyped();
        phone.say("address-is");
        if (!phone.say(address)) phone.forgetTyped();
        return switch (phone.choice("confirm-address", "12*")) {
            case '1' -> Turn.ALLOW;
            case '2' -> Turn.BY_HAND;
            default -> Turn.CANCEL;
        };
    }
}
