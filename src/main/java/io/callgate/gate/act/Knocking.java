package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.knock.FreePort;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.knock.OneTime;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** What an administrator does with the secrets of knocks, and who is given a doorbell. */
public final class Knocking {

    /**
     * What a new key is to be like.
     *
     * @param once sequences of which each opens once, instead of one that always does
     * @param length how many knocks, 3 to 8
     * @param protocols which may be in it; a key of once is TCP
     */
    public record Form(boolean once, int length, List<Protocol> protocols) {
        public Form {
            KnockSequence.requireLength(length);
            if (protocols.isEmpty()) throw new IllegalArgumentException("a knock needs a protocol: tcp, udp or both");
        }
    }

    private static final int AT_ONCE = 200;

    private Knocking() {}

    /**
     * A new key in the place of the one before, which opens nothing from then on. What was let in stays so.
     *
     * @param taken ports that programs of this box listen on
     * @param random a cryptographic generator
     */
    public static Command<KnockKey> rotate(
            Owner owner, Form form, Set<Integer> taken, RandomGenerator random, String actor) {
        return work -> {
            requireOwner(work, owner);
            work.book().deleteKnockKey(owner);
            IntPredicate free = free(work, taken);
            KnockKey key = form.once
                    ? new KnockKey.Once(owner, OneTime.random(random), form.length, 0, work.now())
                    : new KnockKey.Fixed(
                            owner, KnockSequence.random(form.length, form.protocols, free, random), work.now());
            work.book().putKnockKey(key);
            work.changesDoors();
            work.record(new EventDraft(EventKind.KNOCK_CHANGED, actor)
                    .owner(owner)
                    .detail("a new knock of " + form.length));
            return key;
        };
    }

    /** From then on the owner's knock opens nothing. */
    public static Command<Boolean> forget(Owner owner, String actor) {
        return work -> {
            if (work.book().knockKey(owner).isEmpty()) throw none(owner);
            work.book().deleteKnockKey(owner);
            work.changesDoors();
            work.record(
                    new EventDraft(EventKind.KNOCK_CHANGED, actor).owner(owner).detail("the knock was taken away"));
            return true;
        };
    }

    /** For whoever asks about a key that there is not. */
    public static Refusal none(Owner owner) {
        boolean box = owner.equals(KnockKey.BOX);
        return new Refusal((box ? "this box" : "account " + owner) + " has no knock; 'callgate knock rotate"
                + (box ? "" : " " + owner) + "' makes one");
    }

    /**
     * Gives accounts without a doorbell one that no one else has, to so many at a time that nobody waits for long; answers how
     * many it gave.
     */
    public static Command<Integer> giveDoorbells(Set<Integer> taken, RandomGenerator random) {
        return work -> {
            Map<AccountNumber, Integer> known = work.book().doorbells();
            List<AccountNumber> without = work.book().accounts().stream()
                    .map(Account::number)
                    .filter(number -> !known.containsKey(number))
                    .limit(AT_ONCE)
                    .toList();
            if (without.isEmpty()) return 0;
            Set<Integer> given = new HashSet<>(taken);
            IntPredicate free = free(work, given);
            for (AccountNumber number : without) given.add(giveDoorbell(work, number, free, random));
            return without.size();
        };
    }

    /** The doorbell of an account, which is given one if it has none. */
    public static Command<Integer> doorbell(AccountNumber number, Set<Integer> taken, RandomGenerator random) {
        return work -> {
            if (work.book().account(number).isEmpty()) throw new Refusal("there is no account " + number);
            Integer known = work.book().doorbells().get(number);
            return known == null ? giveDoorbell(work, number, free(work, taken), random) : known;
        };
    }

    private static int giveDoorbell(UnitOfWork work, AccountNumber number, IntPredicate free, RandomGenerator random) {
        int port = FreePort.random(free, random);
        work.book().putDoorbell(number, port);
        work.changesDoors();
        return port;
    }

    private static void requireOwner(UnitOfWork work, Owner owner) {
        if (owner.equals(KnockKey.BOX)) return;
        Optional<Account> account = AccountNumber.isValid(owner.name())
                ? work.book().account(new AccountNumber(owner.name()))
                : Optional.empty();
        if (account.isEmpty())
            throw new Refusal("there is no account " + owner + "; 'callgate account list' shows all");
    }

    /** Ports on which nobody listens, that no service has, and that nobody knocks at or rings. */
    private static IntPredicate free(UnitOfWork work, Set<Integer> taken) {
        Set<Integer> used = new HashSet<>(work.book().doorbells().values());
        work.book().knockKeys().stream()
                .flatMap(KnockKey::turns)
                .flatMap(turn -> turn.sequence().knocks().stream())
                .forEach(knock -> used.add(knock.port()));
        return port -> !taken.contains(port)
                && !used.contains(port)
                && !work.rules().services().has(port);
    }
}
