package io.callgate.agi.call;

import io.callgate.core.address.Address;

/**
 * Says an address and asks whether to allow it. A 1 does, if the address was said to its end, or if the keys before it spelled
 * the address whole; and nothing else does.
 */
final class ReadBack {

    private static final int ASKED = 3;

    private final Telephone phone;
    private final String words;
    private final String question;
    private final String[] remark;

    enum Answer {
        ALLOWED,
        OTHERWISE,
        CANCELLED
    }

    /**
     * @param words said before the address
     * @param question asked after it: 1 allows, 2 leads to another address, the star ends
     * @param remark said in between
     */
    ReadBack(Telephone phone, String words, String question, String... remark) {
        this.phone = phone;
        this.words = words;
        this.question = question;
        this.remark = remark;
    }

    /** @param spelled whether the caller keyed this address whole, between pounds, just before */
    Answer ask(Address address, boolean spelled) throws HungUp, Silence {
        boolean heard = false;
        for (int asked = 0; asked < ASKED; asked++) {
            phone.say(words);
            heard |= phone.say(address);
            phone.say(remark);
            // Asked again, a key comes after something that was not meant for this.
            boolean justSpelled = spelled && asked == 0;
            switch (phone.ask(question, "12*", justSpelled && heard ? "1*" : "*")) {
                case '1':
                    if (heard || justSpelled) return Answer.ALLOWED;
                    phone.forgetUntilPause();
                    phone.say("listen-first");
                    break;
                case '2', Telephone.LINE:
                    return Answer.OTHERWISE;
                case '*':
                    return Answer.CANCELLED;
                default:
                    break;
            }
        }
        throw new Silence();
    }
}
