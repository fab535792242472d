package io.callgate.firewall;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.firewall.nft.BackgroundBanReader;
import io.callgate.firewall.nft.Batch;
import io.callgate.firewall.nft.Changes;
import io.callgate.firewall.nft.Kernel;
import io.callgate.firewall.nft.Nft;
import io.callgate.firewall.nft.RunningClock;
import io.callgate.firewall.nft.SetContents;
import io.callgate.firewall.nft.Structure;
import io.callgate.firewall.nft.Watch;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.GateSets;
import io.callgate.firewall.ruleset.Rules;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.port.Firewall.Damage;
import io.callgate.gate.port.FirewallException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table in the kernel, and what is known of it without asking. */
final class Table implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Table.class);

    /**
     * Elements in one transaction. More go in parts, so that neither memory nor the time that a transaction keeps others
     * waiting grows with the book.
     */
    private static final int PART = 20_000;

    /** More bans than these are written without a look at which of them the kernel has; see {@link BackgroundBanReader}. */
    private static final int MANY = 200_000;

    private static final long UNKNOWN = -1;

    private final Kernel kernel;
    private final Nft nft;
    private final Batch batch = new Batch();
    private final GateSets sets;
    private final Watch watch;
    private final BackgroundBanReader survey;

    /** What the sets hold, but for the bans of clients; empty before the first convergence. */
    private Optional<SetContents> image = Optional.empty();

    /**
     * By which the kernel was told how long its elements last, and ends them. When the clock was set, they end at other moments
     * than it was meant.
     */
    private RunningClock reckoning;

    /** The bans of clients. */
    private Banned bans = new Banned();

    /** The rules as they were found right after they had been written; empty when they must be written anew. */
    private String print = "";

    /** The number of the last transaction in the kernel up to which all is as it is known here. */
    private long generation = UNKNOWN;

    /** What was mended on the way to something else. */
    private Optional<Damage> damage = Optional.empty();

    private int rewrites;

    Table(Kernel kernel, Nft nft, GateSets sets, Watch watch, BackgroundBanReader survey) {
        this.survey = survey;
        this.kernel = kernel;
        this.nft = nft;
        this.sets = sets;
        this.watch = watch;
    }

    /** Makes everything as wanted. What fails is tried once more from what the kernel then holds. */
    int reconcile(Ruleset ruleset, SetContents wanted, Banned wantedBans, RunningClock now) {
        return lookAfter(ruleset, now) + bring(ruleset, wanted, wantedBans, now);
    }

    /** Takes what the kernel holds for what is wanted; returns it, without the bans of clients. */
    SetContents adopt(Ruleset ruleset, RunningClock now) {
        Structure found = kernel.structure();
        SetContents held =
                kernel.elements(sets.ofElements().stream().filter(found::holds).toList(), now);
        bring(ruleset, held, bansFound(found, now), now);
        return held;
    }

    /** When the ban of a client was told to end; 0 when it was never told. */
    long banEnd(AddressRange client) {
        return bans.end(client);
    }

    void eachClientBan(Banned.Each each) {
        bans.eachClient(each);
    }

    void await(Duration longest) {
        watch.await(longest);
    }

    void wake() {
        watch.wake();
    }

    private int bring(Ruleset ruleset, SetContents wanted, Banned wantedBans, RunningClock now) {
        try {
            return bringOnce(ruleset, wanted, wantedBans, now);
        } catch (FirewallException surprise) {
            generation = UNKNOWN;
            try {
                return bringOnce(ruleset, wanted, wantedBans, now);
            } catch (FirewallException e) {
                generation = UNKNOWN;
                e.addSuppressed(surprise);
                throw e;
            }
        }
    }

    private int bringOnce(Ruleset ruleset, SetContents wanted, Banned wantedBans, RunningClock now) {
        boolean known = image.isPresent() && strange().isEmpty() && !now.wasSetSince(reckoning);
        if (!known) {
            reckoning = now;
            watch.forget();
            generation = kernel.generation();
        }
        Structure found = kernel.structure();
        SetContents actual = known
                ? image.get()
                : kernel.elements(
                        sets.ofElements().stream().filter(found::holds).toList(), now);
        boolean unseen = !known && wantedBans.size() > MANY;
        Banned actualBans = known ? bans : unseen ? new Banned() : bansFound(found, now);
        boolean rewrite = !found.print().equals(print);
        Load load = new Load(ruleset, found, now);
        for (Address address : SetContents.addresses(wanted, actual)) {
            load.changes.single(actual.single(address), wanted.single(address));
            load.next();
        }
        wantedBans.eachClient((range, end) -> load.ban(range, actualBans.end(range), end));
        actualBans.eachClient((range, end) -> {
            if (wantedBans.end(range) == 0) load.ban(range, end, 0);
        });
        load.changes.intervals(actual.pieces(), wanted.pieces());
        int changed = load.done + load.changes.count();
        if (rewrite) rewrites++;
        if (rewrite) rebuild(ruleset, found, load.changes, now);
        else finish(load.changes, now);
        image = Optional.of(wanted);
        bans = wantedBans;
        if (unseen) survey.begin();
        return changed;
    }

    private Banned bansFound(Structure found, RunningClock now) {
        return kernel.bans(sets.bansOfClients().stream().filter(found::holds).toList(), now);
    }

    /** A load that goes in parts when it is large. */
    private final class Load {
        private final Ruleset ruleset;
        private final Structure found;
        private final RunningClock now;
        private final boolean divisible;
        private Changes changes;
        private boolean framed;
        private int done;

        Load(Ruleset ruleset, Structure found, RunningClock now) {
            this.ruleset = ruleset;
            this.found = found;
            this.now = now;
            divisible = sets.all().stream().noneMatch(set -> found.has(set) && !found.holds(set));
            changes = new Changes(now.millis());
        }

        private StringBuilder sets() {
            StringBuilder script = new StringBuilder();
            TableScript.writeSets(script, ruleset, found);
            return script;
        }

        void ban(AddressRange range, long heldEnd, long wantedEnd) {
            changes.ban(sets.ban(range), range, heldEnd, wantedEnd);
            next();
        }

        void next() {
            if (!divisible || changes.count() < PART) return;
            if (!framed) run("making sets", sets());
            framed = true;
            finish(changes, now);
            done += changes.count();
            changes = new Changes(now.millis());
        }
    }

    /** Writes elements and all rules in one transaction, and remembers how the kernel prints the rules. */
    private void rebuild(Ruleset ruleset, Structure found, Changes changes, RunningClock now) {
        StringBuilder script = new StringBuilder();
        TableScript.writeClearing(script, ruleset, found);
        TableScript.writeSets(script, ruleset, found);
        changes.write(script);
        TableScript.writeTrial(script, ruleset, now.millis());
        TableScript.writeRules(script, ruleset, found);
        print = "";
        run("loading rules", script);
        if (!kernel.structure().hasPoliciesOf(ruleset)) {
            StringBuilder policies = new StringBuilder();
            TableScript.writePolicies(policies, ruleset);
            run("setting the policy", policies);
        }
        remember();
    }

    private void finish(Changes changes, RunningClock now) {
        if (changes.count() == 0) return;
        if (changes.isOfHashes()) run(() -> batch.run("changing elements", changes.bySet(), now.millis()));
        else run("changing elements", changes.script());
    }

    /** How an update ends: elements stay as it makes them, or are again as they were when the transaction is over. */
    enum End {
        DONE,
        UNDONE
    }

    /** Makes the addresses of {@code part}, and with {@code withPieces} the interval sets, as {@code part} says. */
    int update(Ruleset ruleset, SetContents part, boolean withPieces, Banned banned, RunningClock now, End how) {
        SetContents held = image.orElseThrow(
                () -> new FirewallException("changing elements: the rules were never loaded; converge first"));
        lookAfter(ruleset, now);
        try {
            Changes changes = new Changes(now.millis());
            for (Address address : part.addresses()) changes.single(held.single(address), part.single(address));
            banned.eachClient((range, end) -> changes.ban(sets.ban(range), range, bans.end(range), end));
            if (withPieces) changes.intervals(held.pieces(), part.pieces());
            if (how == End.UNDONE) changes.undoAdded();
            finish(changes, now);
            if (how == End.UNDONE) return 0;
            held.overlay(part, withPieces);
            overlay(bans, banned, now);
            return changes.count();
        } catch (FirewallException surprise) {
            // What is known stays as it was until the kernel has taken the whole.
            generation = UNKNOWN;
            if (how == End.UNDONE) throw surprise;
            SetContents wanted = held.copy();
            wanted.overlay(part, withPieces);
            Banned wantedBans = bans.copy();
            overlay(wantedBans, banned, now);
            return bring(ruleset, wanted, wantedBans, now);
        }
    }

    private static void overlay(Banned bans, Banned changed, RunningClock now) {
        changed.eachClient(bans::replace);
        bans.forgetPassed(changed, now.millis());
    }

    /** Whether an address stands in a hash set of allowed ones, as far as is known. */
    boolean lets(Address address) {
        return image.filter(held -> held.single(address).stream()
                        .anyMatch(element -> element.set().name().startsWith("allow")))
                .isPresent();
    }

    /** What others did to the table since the last time, after it was made good. */
    Optional<Damage> mend(Ruleset ruleset, RunningClock now) {
        lookAfter(ruleset, now);
        for (Banned part : survey.found(now)) correct(part, now);
        Optional<Damage> found = damage;
        damage = Optional.empty();
        return found;
    }

    /** Takes out what the kernel was found to hold and should not, and corrects ends. */
    private void correct(Banned found, RunningClock now) {
        Changes changes = new Changes(now.millis());
        found.eachClient((range, end) -> changes.doubtfulBan(sets.ban(range), range, end, bans.end(range)));
        try {
            finish(changes, now);
        } catch (FirewallException e) {
            generation = UNKNOWN;
            throw e;
        }
    }

    /** Makes good what others did; how many elements had to change. */
    private int lookAfter(Ruleset ruleset, RunningClock now) {
        Optional<Watch.Heard> strange = strange();
        if (image.isEmpty() || strange.isEmpty()) return 0;
        int before = rewrites;
        int taken = takeOut(strange.get().rules());
        image.get().forgetOver(now.millis());
        int changed = bring(ruleset, image.get(), bans, now);
        if (changed > 0 || rewrites > before || taken > 0)
            damage = Optional.of(new Damage(
                    strange.get().deed().orElse("something unheard of"),
                    strange.get().by(),
                    changed));
        return changed;
    }

    /** Others' rules may let anybody in: they go at once, before the rest is looked at. How many went. */
    private int takeOut(List<Watch.Rule> rules) {
        if (rules.isEmpty()) return 0;
        try {
            run(() -> batch.delete("taking out rules of others", rules));
            return rules.size();
        } catch (FirewallException e) {
            log.debug("one of them is gone already; all are written anew", e);
            generation = UNKNOWN;
            return 0;
        }
    }

    /** What was heard, if not all of the table is as it is known here. */
    private Optional<Watch.Heard> strange() {
        Watch.Heard heard = watch.hear(0);
        if (generation == UNKNOWN || heard.lost() || heard.deed().isPresent()) return Optional.of(heard);
        if (heard.last() > 0) generation = heard.last();
        watch.forget();
        return Optional.empty();
    }

    void mode(Ruleset ruleset, RunningClock now) {
        Structure found = kernel.structure();
        if (!found.basesAreRight() || !found.isRight(Rules.VERDICT) || !found.holds(GateSet.UNCONFIRMED)) return;
        boolean known = found.print().equals(print);
        StringBuilder script = new StringBuilder();
        TableScript.writeTrial(script, ruleset, now.millis());
        TableScript.writeMode(script, ruleset);
        run("changing the mode", script);
        if (known) remember();
    }

    private void remember() {
        String found = kernel.structure().print();
        print = strange().isEmpty() ? found : "";
    }

    /** A transaction of ours. When no other's came in between, what is heard of it is nothing new. */
    private void run(String step, CharSequence script) {
        run(() -> nft.run(step, script));
    }

    private void run(Runnable transaction) {
        transaction.run();
        long latest = kernel.generation();
        boolean alone = latest == generation + 1;
        Watch.Heard heard = watch.hear(alone ? latest : 0);
        if (alone || heard.last() > 0 && !heard.lost() && heard.deed().isEmpty()) {
            generation = alone ? latest : heard.last();
            watch.forget();
        }
    }

    String show() {
        return nft.run("showing the table", "list table " + Ruleset.TABLE + "\n");
    }

    @Override
    public void close() {
        survey.close();
        nft.close();
        batch.close();
        watch.close();
    }
}
