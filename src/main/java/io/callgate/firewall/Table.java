package io.callgate.firewall;

import io.callgate.core.address.Address;
import io.callgate.gate.FirewallException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table in the kernel, and what is known of it without asking. */
final class Table implements AutoCloseable {

    /**
     * Elements in one transaction. More go in parts, so that neither memory nor the time that a transaction keeps others
     * waiting grows with the book.
     */
    private static final int PART = 20_000;

    private static final long UNKNOWN = -1;

    private final Kernel kernel;
    private final Nft nft;

    /** What the sets hold; empty before the first convergence. */
    private Optional<Image> image = Optional.empty();

    /** The rules as they were found right after they had been written; empty when they must be written anew. */
    private String print = "";

    /** The kernel's count of transactions after the last one of ours, if none of others came between. */
    private long generation = UNKNOWN;

    Table(Kernel kernel, Nft nft) {
        this.kernel = kernel;
        this.nft = nft;
    }

    /** Makes everything as wanted. What fails is tried once more from what the kernel then holds. */
    int reconcile(Ruleset ruleset, Image wanted, Moment now) {
        try {
            return reconcileOnce(ruleset, wanted, now);
        } catch (FirewallException surprise) {
            generation = UNKNOWN;
            try {
                return reconcileOnce(ruleset, wanted, now);
            } catch (FirewallException e) {
                generation = UNKNOWN;
                e.addSuppressed(surprise);
                throw e;
            }
        }
    }

    private int reconcileOnce(Ruleset ruleset, Image wanted, Moment now) {
        long seen = kernel.generation();
        Structure found = kernel.structure();
        // The kernel counts every transaction: as long as none was another's, the sets hold what is known here.
        Image actual = image.filter(known -> seen == generation)
                .orElseGet(() -> kernel.elements(
                        ruleset.sets().stream().filter(found::holds).toList(), now));
        generation = seen;
        boolean rewrite = !found.print().equals(print);
        boolean divisible = ruleset.sets().stream().noneMatch(set -> found.has(set) && !found.holds(set));
        Changes changes = new Changes(now.millis());
        int changed = 0;
        for (Address address : Image.addresses(wanted, actual)) {
            changes.single(actual.single(address), wanted.single(address));
            if (!divisible || changes.count() < PART) continue;
            changed += load(ruleset, found, changes);
            changes = new Changes(now.millis());
        }
        changes.intervals(actual.pieces(), wanted.pieces());
        changed += rewrite ? rebuild(ruleset, found, changes) : finish(changes);
        image = Optional.of(wanted);
        return changed;
    }

    /** A part of a large load. */
    private int load(Ruleset ruleset, Structure found, Changes changes) {
        StringBuilder script = new StringBuilder();
        Frame.writeSets(script, ruleset, found);
        changes.write(script);
        run("loading elements", script);
        return changes.count();
    }

    /** Writes elements and all rules in one transaction, and remembers how the kernel prints the rules. */
    private int rebuild(Ruleset ruleset, Structure found, Changes changes) {
        StringBuilder script = new StringBuilder();
        Frame.writeClearing(script, ruleset, found);
        Frame.writeSets(script, ruleset, found);
        changes.write(script);
        Frame.writeRules(script, ruleset, found);
        print = "";
        run("loading rules", script);
        if (!kernel.structure().policy().equals(Optional.of(ruleset.policy())))
            run("setting the policy", Frame.policy(ruleset));
        remember();
        return changes.count();
    }

    private int finish(Changes changes) {
        if (changes.count() > 0) run("changing elements", changes.script());
        return changes.count();
    }

    /** Makes the addresses of {@code part}, and with {@code withPieces} the interval sets, as {@code part} says. */
    int update(Ruleset ruleset, Image part, boolean withPieces, Moment now) {
        Image held = image.orElseThrow(
                () -> new FirewallException("changing elements: the rules were never loaded; converge first"));
        try {
            if (kernel.generation() != generation) lookAgain(ruleset, held, part.addresses(), now);
            Changes changes = new Changes(now.millis());
            for (Address address : part.addresses()) changes.single(held.single(address), part.single(address));
            if (withPieces) changes.intervals(held.pieces(), part.pieces());
            finish(changes);
            held.overlay(part, withPieces);
            return changes.count();
        } catch (FirewallException surprise) {
            // The image stays as it was until the kernel has taken the whole.
            generation = UNKNOWN;
            Image wanted = held.copy();
            wanted.overlay(part, withPieces);
            return reconcile(ruleset, wanted, now);
        }
    }

    /** Others changed something, perhaps of their own: what this change touches is read again. */
    private void lookAgain(Ruleset ruleset, Image held, Collection<Address> addresses, Moment now) {
        long seen = kernel.generation();
        if (!kernel.structure().print().equals(print))
            throw new FirewallException("changing elements: the rules are not what was loaded");
        Image intervals = kernel.elements(
                ruleset.sets().stream().filter(GateSet::isInterval).toList(), now);
        if (!Image.alike(held.pieces(), intervals.pieces(), now.millis()))
            throw new FirewallException("changing elements: the ranges are not what was loaded");
        List<GateSet> hashes =
                ruleset.sets().stream().filter(set -> !set.isInterval()).toList();
        for (Address address : addresses) held.single(address, kernel.elements(hashes, address, now));
        generation = seen;
    }

    void mode(Ruleset ruleset) {
        generation = kernel.generation();
        Structure found = kernel.structure();
        if (!found.inputIsRight() || !found.chains().containsKey("closed")) return;
        boolean known = found.print().equals(print);
        run("changing the mode", Frame.mode(ruleset));
        if (known) remember();
    }

    private void remember() {
        String found = kernel.structure().print();
        print = generation == kernel.generation() ? found : "";
    }

    private void run(String step, CharSequence script) {
        nft.run(step, script);
        generation = kernel.generation() == generation + 1 ? generation + 1 : UNKNOWN;
    }

    String show() {
        return nft.run("showing the table", "list table " + Ruleset.TABLE + "\n");
    }

    @Override
    public void close() {
        nft.close();
    }
}
