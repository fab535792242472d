package io.callgate.agi.call;

import io.callgate.core.address.Address;

/** How a call ends: the dialplan's variables, and the words that say what they say. */
public final class Ending {

    public static final String STATUS = "CALLGATE_STATUS";
    private static final String ADDRESS = "CALLGATE_ADDRESS";

    private final Telephone phone;

    /** What a caller who falls silent has come to: it was a refusal that silenced them, or they just stopped. */
    private Status ifSilent = Status.CANCELLED;

    public Ending(Telephone phone) {
        this.phone = phone;
    }

    /** The last that the caller heard was a refusal, or was none. */
    void refusedLast(boolean refused) {
        ifSilent = refused ? Status.REFUSED : Status.CANCELLED;
    }

    void silence() throws HungUp {
        with(ifSilent, "silence-end");
    }

    void with(Status status, Address address, String... words) throws HungUp {
        phone.set(ADDRESS, address.toString());
        with(status, words);
    }

    /**
     * The dialplan's variable first, because the caller may hang up on the words; and never before the end, because an unset
     * one is how the dialplan knows that we died. A key stops a word, but the next one is said all the same.
     */
    void with(Status status, String... words) throws HungUp {
        phone.set(STATUS, status.name());
        for (String word : words) {
            phone.forgetAhead();
            phone.say(word);
        }
    }
}
