package io.callgate.agi.call;

import io.callgate.core.address.Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Offers several addresses that rang, or one of which anybody could have named the account, one after the other: each is allowed only by its own last number
 * and a pound, keyed after it was said to its end. So a stranger who rings at the right moment gains nothing from a caller who
 * keys what they are used to key.
 */
final class RingsInTurn {

    static final int MOST = 3;
    static final String HAD_BEFORE = "had-before";
    private static final int ASKED = 3;

    private final Telephone phone;
    private final List<Address> all;
    private final Set<Address> before;

    /** @param before which of them the account had before */
    RingsInTurn(Telephone phone, List<Address> all, Set<Address> before) {
        this.phone = phone;
        this.all = all;
        this.before = before;
    }

    private enum Turn {
        ALLOW,
        NEXT,
        BY_HAND,
        CANCEL
    }

    AddressEntry.Answer ask() throws HungUp, Silence {
        String words = "rang-from";
        for (Address address : all.subList(0, Math.min(MOST, all.size()))) {
            Turn turn = offer(address, words);
            if (turn == Turn.ALLOW) return new AddressEntry.Wanted(address);
            if (turn == Turn.CANCEL) return new AddressEntry.Cancelled();
            if (turn == Turn.BY_HAND) break;
            words = "rang-next";
        }
        return new AddressEntry.ByHand();
    }

    private Turn offer(Address address, String words) throws HungUp, Silence {
        boolean tooSoon = false;
        boolean heard = false;
        for (int asked = 0; asked < ASKED; asked++) {
            heard |= tell(address, words);
            String keys = phone.hearLine(question(address));
            if (isAddress(keys)) return byHand();
            Optional<KeysAhead.Line> line = phone.takeLine();
            tooSoon = line.isPresent();
            if (line.isEmpty()) continue;
            if (keys.isEmpty()) return Turn.NEXT;
            if (heard) return judge(address, line.get());
            // It may have been meant for anything. Once a whole address was said, it can only be meant for that.
            phone.forgetUntilPause();
            phone.say("listen-first");
        }
        if (tooSoon) return Turn.NEXT;
        throw new Silence();
    }

    private static String question(Address address) {
        return (LastNumber.of(address).needsZero() ? "zero-" : "last-") + (address.isV6() ? "group" : "number");
    }

    /** Whether the address was said to its end. */
    private boolean tell(Address address, String words) throws HungUp {
        phone.say(words);
        boolean heard = phone.say(address);
        if (before.contains(address)) phone.say(HAD_BEFORE);
        return heard;
    }

    private static boolean isAddress(String keys) {
        return keys.indexOf('*') >= 0 || keys.length() > LastNumber.MOST_KEYS;
    }

    /** By a star, or by an address that was begun and waits to be taken as one. */
    private Turn byHand() {
        phone.skipStar();
        return Turn.BY_HAND;
    }

    /** One try for each address. Without a pound it may be an address whose caller looks up how it goes on. */
    private Turn judge(Address address, KeysAhead.Line line) throws HungUp, Silence {
        LastNumber number = LastNumber.of(address);
        if (!line.closed() || !number.isChosenBy(line.keys())) {
            phone.forgetUntilPause();
            phone.say("wrong-number");
            return Turn.NEXT;
        }
        boolean alone =
                all.stream().filter(a -> LastNumber.of(a).equals(number)).count() == 1;
        return alone ? Turn.ALLOW : confirm(address);
    }

    /** Two that rang end alike, by chance or because somebody chose so: the number does not tell which was meant. */
    private Turn confirm(Address address) throws HungUp, Silence {
        phone.forgetAhead();
        return switch (new ReadBack(phone, "address-is", "confirm-address").ask(address, false)) {
            case ALLOWED -> Turn.ALLOW;
            case OTHERWISE -> Turn.BY_HAND;
            case CANCELLED -> Turn.CANCEL;
        };
    }
}
