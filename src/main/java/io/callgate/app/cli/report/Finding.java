package io.callgate.app.cli.report;

import io.callgate.app.cli.base.Answers;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.gate.port.FirewallException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that decides over an address.
 *
 * @param lan the range of firewall.lan that it is in
 * @param open the services that the kernel lets it reach
 * @param answers whether it may answer the PBX without a grant
 * @param fault why the kernel may not follow the book
 */
record Finding(
        AddressRange range,
        Instant now,
        List<Owned> grants,
        List<Ban> bans,
        Optional<AddressRange> lan,
        Optional<GrantPolicy.Refusal> refusal,
        Mode mode,
        List<String> open,
        Answers answers,
        Optional<String> fault) {

    /** A grant with the name of its account, if it is an account's. */
    record Owned(Grant grant, Optional<String> name) {}

    private record Kernel(Mode mode, List<String> open, Optional<String> silence) {
        static Kernel of(Firewall firewall, AddressRange range) {
            try {
                return new Kernel(firewall.mode(), firewall.openFor(range), Optional.empty());
            } catch (FirewallException e) {
                return new Kernel(firewall.mode(), List.of(), Optional.of(e.getMessage()));
            }
        }
    }

    /**
     * What the kernel was told, for when the book does not say more.
     *
     * @param lets whether a grant lets it in
     * @param bans the ranges around it that are shut out, with the ends of that
     */
    record Told(AddressRange range, List<String> open, boolean lets, Map<AddressRange, Long> bans, Mode mode) {

        static Told of(Engine engine, AddressRange range) {
            return engine.firewall(firewall -> {
                Map<AddressRange, Long> bans = new LinkedHashMap<>();
                for (int prefix = 0; prefix <= range.prefix(); prefix++) {
                    AddressRange over = new AddressRange(range.network().masked(prefix), prefix);
                    long end = firewall.bannedUntil(over);
                    if (end > engine.now().toEpochMilli()) bans.put(over, end);
                }
                Kernel kernel = Kernel.of(firewall, range);
                return new Told(range, kernel.open, firewall.lets(range.network()), bans, kernel.mode);
            });
        }

        List<String> sentences(Engine engine, String silence) {
            List<String> all = new ArrayList<>();
            all.add("the book is silent, so whose grant or ban it is, and since when, is not known: " + silence);
            engine.config().firewall().lan().stream()
                    .filter(lan -> lan.contains(range))
                    .forEach(lan -> all.add(range + " is in the LAN " + lan + " (firewall.lan): it is always let in"));
            if (!open.isEmpty()) all.add("the kernel lets it reach " + String.join(",", open) + " by grant");
            bans.forEach((over, end) -> all.add(range + " is shut out by a ban"
                    + (over.equals(range) ? "" : " of " + over) + ", until " + until(end)
                    + (lets ? "; a grant beats a ban" : "")));
            if (open.isEmpty() && bans.isEmpty())
                all.add("the kernel was told nothing of " + range
                        + ": without the LAN and what is open to everybody, what it" + " sends "
                        + (mode == Mode.ENFORCE ? "is dropped" : "would be dropped"));
            if (mode == Mode.OBSERVE) all.add("the firewall only observes: nothing is dropped, whoever sends it");
            return all;
        }

        static String until(long end) {
            return Times.until(end == Banned.FOR_EVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)));
        }

        Map<String, Object> facts(String silence) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("address", range);
            facts.put("let_in", lets);
            facts.put("mode", mode);
            facts.put("kernel", open);
            facts.put(
                    "banned_by",
                    bans.keySet().stream().map(AddressRange::toString).toList());
            facts.put("book_fault", silence);
            return facts;
        }
    }

    static Finding of(Engine engine, AddressRange range) {
        Instant now = engine.now();
        List<Owned> grants = engine.read(book -> grants(book, range, now));
        List<Ban> bans = engine.read(book -> book.bansOver(range, now));
        Kernel kernel = engine.firewall(firewall -> Kernel.of(firewall, range));
        return new Finding(
                range,
                now,
                grants,
                bans,
                engine.config().firewall().lan().stream()
                        .filter(l -> l.contains(range))
                        .findFirst(),
                engine.rules().policy().check(range),
                kernel.mode,
                kernel.open,
                Answers.of(engine, range, now),
                engine.fault().or(kernel::silence));
    }

    private static List<Owned> grants(BookView book, AddressRange range, Instant now) {
        return book.grants(now).stream()
                .filter(g -> g.range().contains(range))
                .map(g -> new Owned(g, name(book, g)))
                .toList();
    }

    private static Optional<String> name(BookView book, Grant grant) {
        String owner = grant.owner().name();
        if (!AccountNumber.isValid(owner)) return Optional.empty();
        return book.account(new AccountNumber(owner)).map(Account::name);
    }

    List<String> sentences() {
        List<String> all = new ArrayList<>();
        lan.ifPresent(l -> all.add(range + " is in the LAN " + l + " (firewall.lan): it is always let in"));
        if (!grants.isEmpty()) all.add(range + " is let in by");
        for (Owned owned : grants) all.add("  " + sentence(owned));
        if (!grants.isEmpty()) all.add(kernel());
        for (Ban ban : bans) all.add(sentence(ban));
        if (!bans.isEmpty() && (lan.isPresent() || !grants.isEmpty()))
            all.add(lan.isPresent() ? "the LAN is never shut out" : "a grant beats a ban");
        if (lan.isEmpty() && grants.isEmpty() && bans.isEmpty())
            all.add(isOwn() ? range + " is the PBX itself: what it sends to itself always passes" : nothing());
        if (lan.isEmpty() && grants.isEmpty() && bans.isEmpty() && !isOwn()) all.addAll(answers.sentences());
        if (answersThoughBanned())
            all.add(
                    "what it answers to flows that the PBX itself began comes in: what it is banned for may have been sent in"
                            + " its name; 'callgate ban " + range + "' cuts that, too");
        refusal.ifPresent(r -> all.add(r.message()));
        if (mode == Mode.OBSERVE) all.add("the firewall only observes: nothing is dropped, whoever sends it");
        return all;
    }

    private String sentence(Owned owned) {
        Grant grant = owned.grant;
        return "grant " + grant.id() + " of " + grant.owner()
                + owned.name.map(n -> " (" + n + ")").orElse("")
                + " by " + grant.origin()
                + (grant.range().equals(range) ? "" : " for " + grant.range())
                + ", to " + grant.services()
                + ", since " + Times.iso(grant.createdAt()) + " ("
                + Times.length(Duration.between(grant.createdAt(), now))
                + "), until " + Times.until(grant.endsAt())
                + (grant.note().isEmpty() ? "" : ", note: " + grant.note());
    }

    private String sentence(Ban ban) {
        return range + " is shut out by ban " + ban.id() + " by " + ban.origin()
                + (ban.range().equals(range) ? "" : " for " + ban.range())
                + ", since " + Times.iso(ban.createdAt()) + " (" + Times.length(Duration.between(ban.createdAt(), now))
                + "), until " + Times.until(ban.endsAt())
                + (ban.reason().isEmpty() ? "" : ", reason: " + ban.reason());
    }

    private boolean answersThoughBanned() {
        boolean byScanner = !bans.isEmpty() && bans.stream().allMatch(Ban::isScanners);
        return byScanner && lan.isEmpty() && grants.isEmpty() && range.isSingle() && answers.pass();
    }

    private boolean isOwn() {
        return refusal.filter(r -> r.reason() == GrantPolicy.Reason.OWN).isPresent() && range.isSingle();
    }

    private String kernel() {
        Set<String> missing = missing();
        if (missing.isEmpty()) return "the kernel lets it reach " + String.join(",", open);
        return "the kernel does NOT let it reach " + String.join(",", missing) + ": "
                + fault.orElse("run callgate firewall restore");
    }

    /** What grants open, but the kernel does not. */
    private Set<String> missing() {
        Set<String> granted = new TreeSet<>();
        grants.forEach(owned -> granted.addAll(owned.grant.services().names()));
        if (!open.contains("all")) granted.removeAll(open);
        else granted.clear();
        return granted;
    }

    private String nothing() {
        if (!open.isEmpty())
            return "nothing in the book lets " + range + " in, but the kernel lets it reach " + String.join(",", open)
                    + ": " + fault.orElse("run callgate firewall restore");
        return "nothing lets " + range + " in: what it sends "
                + (mode == Mode.ENFORCE ? "is dropped" : "would be dropped");
    }

    Map<String, Object> facts() {
        Table table = new Table("id", "owner", "name", "origin", "address", "services", "since", "until", "note");
        for (Owned owned : grants) {
            Grant g = owned.grant;
            table.add(
                    g.id(),
                    g.owner(),
                    owned.name,
                    g.origin(),
                    g.range(),
                    g.services(),
                    Times.iso(g.createdAt()),
                    Times.iso(g.endsAt()),
                    g.note());
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", range);
        facts.put("let_in", lan.isPresent() || !grants.isEmpty());
        facts.put("mode", mode);
        facts.put("lan", lan);
        facts.put("grants", table.objects());
        facts.put("bans", ListCommand.bans(bans).objects());
        facts.put("kernel", open);
        facts.put("never_granted", refusal.map(GrantPolicy.Refusal::message));
        facts.put("answers", answers.pass());
        facts.put("answers_because", answers.because());
        facts.put("fault", fault);
        return facts;
    }
}
