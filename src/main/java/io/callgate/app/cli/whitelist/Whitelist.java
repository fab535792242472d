package io.callgate.app.cli.whitelist;

import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.core.account.Owner;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.NamedHost;
import io.callgate.core.name.Resolved;
import io.callgate.core.service.Services;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is let in by name: the ranges and host names of administrators, the installer and providers. */
public final class Whitelist {

    private record Row(
            Owner name,
            Object target,
            Services services,
            Instant since,
            Optional<Instant> until,
            Origin origin,
            String note) {

        public static Row of(Grant g) {
            return new Row(g.owner(), g.range(), g.services(), g.createdAt(), g.endsAt(), g.origin(), g.note());
        }

        public static Row of(NamedHost h) {
            return new Row(h.owner(), h.host(), h.services(), h.createdAt(), Optional.empty(), h.origin(), h.note());
        }
    }

    private Whitelist() {}

    /** By name, and then the oldest first. */
    public static Table of(Engine engine) {
        Instant now = engine.now();
        List<Row> rows = engine.read(book -> rows(book, now));
        rows.sort(Comparator.comparing(row -> row.name.name()));
        Table table = new Table("name", "address", "services", "since", "until", "origin", "note");
        for (Row r : rows)
            table.add(r.name, r.target, r.services, Times.iso(r.since), Times.iso(r.until), r.origin, r.note);
        return table;
    }

    private static List<Row> rows(BookView book, Instant now) {
        List<Row> rows = new ArrayList<>();
        List<NamedHost> hosts = book.hosts();
        hosts.forEach(host -> rows.add(Row.of(host)));
        Resolved resolved = new Resolved(hosts);
        for (Grant grant : book.grants(now)) {
            // Whoever called or knocked has no name here.
            boolean named = grant.origin() != Origin.PHONE && grant.origin() != Origin.KNOCK;
            if (named && !resolved.has(grant)) rows.add(Row.of(grant));
        }
        return rows;
    }

    public static Table grants(List<Grant> grants) {
        Table table = new Table("id", "owner", "origin", "address", "services", "since", "until", "note");
        for (Grant g : grants)
            table.add(
                    g.id(),
                    g.owner(),
                    g.origin(),
                    g.range(),
                    g.services(),
                    Times.iso(g.createdAt()),
                    Times.iso(g.endsAt()),
                    g.note());
        return table;
    }
}
