package io.callgate.app.command;

import io.callgate.app.config.Config;
import io.callgate.core.arm.Admission;
import io.callgate.core.arm.Admission.Cut;
import io.callgate.gate.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Keeps whoever is connected from being cut off by arming. */
final class LockOuts {

    private LockOuts() {}

    /** @throws Refusal naming who would be cut off, and what to do about it */
    static void refuse(Desk desk) {
        List<String> cuts = of(desk);
        if (!cuts.isEmpty())
            throw new Refusal("arming would cut off who is connected now: " + String.join("; ", cuts)
                    + "; then arm again, or arm with --force");
    }

    /** One for each address and port. */
    private static List<String> of(Desk desk) {
        Engine engine = desk.engine();
        Instant now = engine.now();
        Config.Netfilter firewall = engine.config().firewall();
        Admission admission = engine.read(book -> new Admission(
                firewall.lan(),
                engine.config().services(),
                firewall.open(),
                engine.rules().policy(),
                book.grants(now),
                book.banned(now),
                now));
        return desk.sessions().all().stream()
                .flatMap(connection -> admission.cut(connection).stream())
                .map(Cut::message)
                .distinct()
                .collect(Collectors.toList());
    }
}
