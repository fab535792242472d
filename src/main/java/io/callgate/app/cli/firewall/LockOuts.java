package io.callgate.app.cli.firewall;

import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.arm.Connection;
import io.callgate.core.arm.LockOutCheck;
import io.callgate.core.arm.LockOutCheck.Cut;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import io.callgate.firewall.FirewallConfig;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps whoever is connected from being cut off by arming. */
final class LockOuts {

    private LockOuts() {}

    /** @throws Refusal naming who would be cut off, and what to do about it */
    static void refuse(CommandContext desk) {
        List<String> cuts = of(desk);
        if (!cuts.isEmpty())
            throw new Refusal("arming would cut off who is connected now: " + String.join("; ", cuts)
                    + "; then arm again, or arm with --force");
    }

    private record Held(List<Grant> grants, Banned bans) {}

    /** What the book says, or, while that is silent, what the kernel was told of those who are connected. */
    private static Held held(CommandContext desk, Instant now) {
        try {
            return desk.engine().read(book -> new Held(book.grants(now), book.banned(now)));
        } catch (StoreException e) {
            desk.console().line("the book is silent, so what the kernel holds counts: " + e.getMessage());
            return desk.engine().firewall(firewall -> told(desk, firewall));
        }
    }

    private static Held told(CommandContext desk, Firewall firewall) {
        List<Grant> grants = new ArrayList<>();
        for (Connection connection : desk.sessions().all()) {
            AddressRange client = connection.client().asRange();
            List<String> open = firewall.openFor(client);
            if (open.isEmpty()) continue;
            Services services = Services.of(open.toArray(String[]::new));
            grants.add(new Grant(
                    0,
                    new Owner("kernel"),
                    Origin.ADMINISTRATOR,
                    client,
                    services,
                    Instant.EPOCH,
                    Optional.empty(),
                    ""));
        }
        Banned bans = new Banned();
        firewall.eachBan(bans::put);
        return new Held(grants, bans);
    }

    /** One for each address and port. */
    private static List<String> of(CommandContext desk) {
        Engine engine = desk.engine();
        Instant now = engine.now();
        FirewallConfig firewall = engine.config().firewall();
        Held held = held(desk, now);
        LockOutCheck admission = new LockOutCheck(
                firewall.lan(),
                engine.config().services(),
                firewall.open(),
                engine.rules().policy(),
                held.grants,
                held.bans,
                now);
        return desk.sessions().all().stream()
                .flatMap(connection -> admission.cut(connection).stream())
                .map(Cut::message)
                .distinct()
                .collect(Collectors.toList());
    }
}
