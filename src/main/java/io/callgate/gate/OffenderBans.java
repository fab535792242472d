package io.callgate.gate;

import com.google.common.collect.ImmutableList;
import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.core.jail.Offence;
import io.callgate.gate.JournalEntry.Kind;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import io.callgate.kit.Repeats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel was told before the book: who is shut out at once, and what administrators do while the book is silent. It
 * holds in the kernel, stands in the journal, and is handed out to be entered into the book. Whoever has a grant is not shut out
 * as an offender. On the kernel lane.
 */
final class OffenderBans {

    private static final Logger log = LoggerFactory.getLogger(OffenderBans.class);
    private final Repeats shielded = new Repeats(log::warn);

    /** In one transaction of the book; fewer after one that failed, because it may have been too much for the time it has. */
    private static final int BATCH = 2_000;

    private static final int SMALLEST_BATCH = 10;

    /** Of so many is remembered what for; the bans of more hold, with fewer words in the book. */
    private static final int DETAILS = 50_000;

    /** By hand, while the book is silent. */
    private static final int DEEDS = 10_000;

    private final Firewall firewall;
    private final Supplier<Rules> rules;
    private final Journal journal;
    private final OffenderRange ranges = new OffenderRange();

    /** By administrators, in order; they go into the book before the bans, of which none of the same range is older. */
    private final List<JournalEntry> deeds = new ArrayList<>();

    private final Banned bans = new Banned();
    private final Map<AddressRange, JournalEntry> details = new LinkedHashMap<>();

    private final GrantedFails granted = new GrantedFails();
    private volatile boolean waiting;
    private final AtomicLong come = new AtomicLong();

    /** Whether an earlier program left any of it: it may have been ended between the book and the journal. */
    private boolean replayed;

    /** Whether some of it was handed out and nobody said yet that the book has it. */
    private boolean tried;

    private int batch = BATCH;

    OffenderBans(Firewall firewall, Supplier<Rules> rules, Journal journal) {
        this.firewall = firewall;
        this.rules = rules;
        this.journal = journal;
    }

    /**
     * What is to be entered in one transaction.
     *
     * @param perhapsThere whether some of it may be in the book already
     */
    record Entering(List<JournalEntry> deeds, List<JournalEntry> bans, List<Offence> toTell, boolean perhapsThere) {}

    /** Whether anything is to be entered into the book. Any thread may ask. */
    boolean isWaiting() {
        return waiting;
    }

    /** How many offenders there were to be shut out, so far. Any thread may ask. */
    long come() {
        return come.get();
    }

    /** Makes of what the book says what the kernel is to hold. */
    void overlay(Banned onto) {
        lay(onto, onto::forget);
    }

    private void lay(Banned onto, Consumer<AddressRange> unban) {
        for (JournalEntry deed : deeds) {
            if (deed.kind() == Kind.BAN) onto.replace(deed.range().orElseThrow(), Banned.millis(deed.until()));
            else deed.range().ifPresent(unban);
        }
        bans.each(onto::put);
    }

    /** Has the kernel hold what the book does not know, when it took too little of it before. */
    void enforceAgain(Instant now) {
        Banned all = new Banned();
        lay(all, all::lift);
        Map<AddressRange, RangeOpenings> standings = new LinkedHashMap<>();
        for (JournalEntry deed : deeds) standing(deed).ifPresent(standing -> standings.put(standing.range(), standing));
        if (all.size() > 0) firewall.apply(standings.values(), all, now);
    }

    /** What an administrator bans may not even answer the PBX, unless a grant lets it in. */
    private Optional<RangeOpenings> standing(JournalEntry deed) {
        return deed.range().filter(range -> !firewall.lets(range.network())).map(range -> {
            Ban ban = new Ban(0, range, Ban.ADMINISTRATOR, deed.text(), deed.at(), deed.until());
            return deed.kind() == Kind.BAN
                    ? new RangeOpenings(range, ImmutableList.of(), Optional.empty(), Optional.of(ban))
                    : RangeOpenings.none(range);
        });
    }

    /** Takes up what an earlier program left in the journal. */
    void replay() {
        for (JournalEntry entry : journal.read()) {
            if (entry.kind() == Kind.OFFENDER) remember(entry);
            else rememberDeed(entry);
        }
        waiting = isAnything();
        replayed = waiting;
        if (waiting)
            log.warn(
                    "{} changes of bans or of the mode are not in the book yet; they hold all the same",
                    deeds.size() + bans.size());
    }

    /**
     * @param spared is given who is not banned after all, because a grant lets it in
     * @throws FirewallException if the kernel did not take them; they are to be enforced with the next convergence
     */
    void enforce(Collection<Offence> offences, Instant now, Consumer<AddressRange> spared) {
        Banned fresh = new Banned();
        Map<AddressRange, Offence> taken = new LinkedHashMap<>();
        come.addAndGet(offences.size());
        BanPolicy policy = rules.get().bans();
        for (Offence offence : offences) {
            AddressRange range = ranges.of(offence, policy, now);
            if (isShielded(policy, range, offence)) continue;
            if (firewall.lets(offence.last().address())) {
                granted.note(offence, now);
                spared.accept(offence.client());
                continue;
            }
            // What others in its network do counts on.
            if (!range.equals(offence.client())) spared.accept(offence.client());
            fresh.put(range, Optional.of(offence.until()));
            taken.put(range, offence);
        }
        try {
            if (!taken.isEmpty()) firewall.apply(List.of(), fresh, now);
        } finally {
            // What is told of it afterwards need not be put into words before.
            remember(taken, now);
        }
    }

    private void remember(Map<AddressRange, Offence> taken, Instant now) {
        List<JournalEntry> entries = new ArrayList<>(taken.size());
        taken.forEach((range, offence) -> entries.add(entry(range, offence, now)));
        entries.forEach(this::remember);
        waiting = isAnything();
        if (!entries.isEmpty()) journal.append(entries);
    }

    private void remember(JournalEntry entry) {
        AddressRange range = entry.range().orElseThrow();
        bans.put(range, entry.until());
        if (details.size() < DETAILS) details.put(range, entry);
    }

    /**
     * Does something by an administrator's order, and then waits for nothing; completes when it is on the disk.
     *
     * @throws Refusal when too much waits for the book
     */
    CompletableFuture<Void> doNow(JournalEntry deed, Instant now) {
        if (deeds.size() >= DEEDS)
            throw new Refusal(DEEDS + " changes by hand wait for the book already; look why it is silent");
        Banned change = new Banned();
        if (deed.kind() == Kind.BAN) change.put(deed.range().orElseThrow(), deed.until());
        else deed.range().ifPresent(change::lift);
        if (change.size() > 0) firewall.apply(standing(deed).stream().toList(), change, now);
        rememberDeed(deed);
        waiting = true;
        return journal.append(List.of(deed));
    }

    private void rememberDeed(JournalEntry deed) {
        deed.range().ifPresent(this::forget);
        deeds.add(deed);
    }

    /** Looks at an offence as {@link #enforce} does, whatever comes of it, and has the kernel do as much for nobody. */
    void rehearse(Offence offence, Instant now) {
        Banned fresh = new Banned();
        BanPolicy policy = rules.get().bans();
        AddressRange range = new OffenderRange().of(offence, policy, now);
        if (policy.refusal(range).isEmpty() && !firewall.lets(offence.last().address()))
            fresh.put(entry(range, offence, now).range().orElseThrow(), Optional.of(offence.until()));
        new Banned().overlay(fresh);
        firewall.rehearse(now);
    }

    private static JournalEntry entry(AddressRange range, Offence offence, Instant now) {
        return new JournalEntry(
                Kind.OFFENDER, Optional.of(range), Optional.of(offence.until()), now, Ban.SCANNER, offence.reason());
    }

    private boolean isShielded(BanPolicy policy, AddressRange range, Offence offence) {
        Optional<String> refusal = policy.refusal(range);
        refusal.ifPresent(why -> shielded.say(why + "; " + offence.reason()));
        return refusal.isPresent();
    }

    /** What is to be entered into the book next. */
    Entering toEnter() {
        batch = tried ? Math.max(batch / 2, SMALLEST_BATCH) : Math.min(batch * 2, BATCH);
        List<JournalEntry> some = new ArrayList<>();
        if (deeds.isEmpty())
            bans.each((range, end) -> {
                if (some.size() < batch) some.add(entry(range, end));
            });
        boolean perhapsThere = replayed || tried;
        tried = true;
        return new Entering(List.copyOf(deeds), some, granted.toTell(), perhapsThere);
    }

    private JournalEntry entry(AddressRange range, long end) {
        Optional<Instant> until = Optional.of(Instant.ofEpochMilli(end));
        JournalEntry known = details.get(range);
        if (known != null && known.until().equals(until)) return known;
        String reason = known == null ? "failed attempts" : known.text();
        return new JournalEntry(Kind.OFFENDER, Optional.of(range), until, Instant.EPOCH, Ban.SCANNER, reason);
    }

    /** The book has it. */
    void entered(Entering entering, Instant now) {
        tried = false;
        deeds.subList(0, entering.deeds().size()).clear();
        for (JournalEntry entry : entering.bans()) {
            AddressRange range = entry.range().orElseThrow();
            // One that came meanwhile lasts longer.
            if (bans.end(range) <= Banned.millis(entry.until())) forget(range);
        }
        granted.told(entering.toTell(), now);
        waiting = isAnything();
        if (!deeds.isEmpty() || bans.size() > 0) return;
        replayed = false;
        // What is entered and still stands there does no harm: it is found in the book before it is entered again.
        journal.cut();
    }

    private boolean isAnything() {
        return bans.size() > 0 || !deeds.isEmpty() || granted.isAny();
    }

    private void forget(AddressRange range) {
        bans.forget(range);
        details.remove(range);
    }
}
