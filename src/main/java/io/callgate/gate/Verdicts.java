package io.callgate.gate;

import io.callgate.core.Rules;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.jail.Offence;
import io.callgate.core.mail.Notices;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shuts offenders out at once, and enters them into the book as soon as it takes them: until then their bans hold in the
 * kernel all the same. Whoever has a grant is not shut out; the administrators are told, once a day for each address. On the
 * gate's thread.
 */
final class Verdicts {

    private static final Logger log = LoggerFactory.getLogger(Verdicts.class);
    private final Repeats shielded = new Repeats(log::warn);
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);
    private static final Duration TELL_EVERY = Duration.ofDays(1);
    private static final String ORIGIN = Ban.SCANNER;

    /** In one transaction of the book. */
    private static final int BATCH = 2_000;

    /** Of so many is remembered what for; the bans of more hold, with fewer words in the book. */
    private static final int DETAILS = 50_000;

    private static final int TOLD = 10_000;

    private final Firewall firewall;
    private final Supplier<Rules> rules;

    private final Banned unrecorded = new Banned();
    private final Map<AddressRange, Offence> details = new LinkedHashMap<>();

    /** The granted who fail, and when that was told last. */
    private final Map<Address, Instant> told = new HashMap<>();

    private final Map<Address, Offence> toTell = new LinkedHashMap<>();
    private Instant triedAt = Instant.EPOCH;

    Verdicts(Firewall firewall, Supplier<Rules> rules) {
        this.firewall = firewall;
        this.rules = rules;
    }

    /** Bans that the book does not know yet. */
    Banned unrecorded() {
        return unrecorded;
    }

    /**
     * @param spared is given who is not banned after all, because a grant lets it in
     * @throws FirewallException if the kernel did not take them; they are to be enforced with the next convergence
     */
    void enforce(Collection<Offence> offences, Instant now, Consumer<AddressRange> spared) {
        Banned bans = new Banned();
        for (Offence offence : offences) {
            if (isShielded(offence)) continue;
            if (isGranted(offence, now)) {
                spared.accept(offence.client());
                continue;
            }
            bans.put(offence.client(), Optional.of(offence.until()));
            if (details.size() < DETAILS) details.put(offence.client(), offence);
        }
        unrecorded.overlay(bans);
        if (bans.size() > 0) firewall.apply(List.of(), bans, now);
    }

    /** Looks at an offence as {@link #enforce} does, whatever comes of it, and has the kernel do as much for nobody. */
    void rehearse(Offence offence, Instant now) {
        Banned bans = new Banned();
        if (refusal(offence).isEmpty() && !firewall.lets(offence.last().address()))
            bans.put(offence.client(), Optional.of(offence.until()));
        new Banned().overlay(bans);
        firewall.rehearse(now);
    }

    private Optional<String> refusal(Offence offence) {
        return rules.get().bans().refusal(offence.client());
    }

    private boolean isShielded(Offence offence) {
        Optional<String> refusal = refusal(offence);
        refusal.ifPresent(why -> shielded.say(why + "; " + offence.reason()));
        return refusal.isPresent();
    }

    private boolean isGranted(Offence offence, Instant now) {
        Address address = offence.last().address();
        if (!firewall.lets(address)) return false;
        Instant last = told.getOrDefault(address, Instant.MIN);
        if (last.isBefore(now.minus(TELL_EVERY)) && toTell.size() < TOLD) toTell.put(address, offence);
        return true;
    }

    /** What is to be entered into the book now, if anything is. */
    Optional<Command<Runnable>> report(Instant now) {
        return Duration.between(triedAt, now).abs().compareTo(TRY_EVERY) < 0 ? Optional.empty() : rest();
    }

    /** As {@link #report}, also when the book did not take it a moment ago. */
    Optional<Command<Runnable>> rest() {
        return unrecorded.size() == 0 && toTell.isEmpty() ? Optional.empty() : Optional.of(this::enter);
    }

    /** The book did not take it. */
    void failed(Instant now) {
        triedAt = now;
    }

    /** Its answer is what is left to do when it is saved. */
    private Runnable enter(UnitOfWork work) {
        List<AddressRange> entered = new ArrayList<>();
        unrecorded.each((range, end) -> {
            if (entered.size() == BATCH) return;
            entered.add(range);
            Instant until = Instant.ofEpochMilli(end);
            if (until.isAfter(work.now())) enter(work, range, until);
        });
        List<Address> mailed = new ArrayList<>(toTell.keySet());
        toTell.values().forEach(offence -> tell(work, offence));
        return () -> {
            entered.forEach(this::forget);
            mailed.forEach(address -> tellNoMore(address, work.now()));
        };
    }

    private void enter(UnitOfWork work, AddressRange range, Instant until) {
        String reason =
                Optional.ofNullable(details.get(range)).map(Offence::reason).orElse("failed attempts");
        work.ban(range, ORIGIN, reason, Optional.of(until));
        work.record(EventKind.BANNED, ORIGIN, "", range.toString(), "", "", reason);
    }

    private static void tell(UnitOfWork work, Offence offence) {
        Address address = offence.last().address();
        // Whose range or network it may be in, "why" says.
        String owners = work.book().grants(address.asRange(), work.now()).stream()
                .map(grant -> grant.owner().name())
                .distinct()
                .collect(Collectors.joining(", "));
        Event event =
                work.record(EventKind.GRANTED_FAILS, ORIGIN, owners, address.toString(), "", "", offence.reason());
        work.post(Notices.grantedFails(work.rules(), event));
    }

    private void forget(AddressRange range) {
        unrecorded.forget(range);
        details.remove(range);
    }

    private void tellNoMore(Address address, Instant now) {
        toTell.remove(address);
        if (told.size() >= TOLD) told.clear();
        told.put(address, now);
    }
}
