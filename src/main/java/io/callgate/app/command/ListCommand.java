package io.callgate.app.command;

import io.callgate.core.account.Account;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "List grants (the default), accounts, or events, the newest first.")
final class ListCommand extends DeskCommand {

    enum What {
        GRANTS,
        ACCOUNTS,
        EVENTS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MOST = 10_000;

    @Parameters(arity = "0..1", paramLabel = "WHAT", defaultValue = "grants", description = "${COMPLETION-CANDIDATES}")
    private What what;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many events at most (default: 50).")
    private int limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(Desk desk) {
        switch (what) {
            case GRANTS -> grants(desk);
            case ACCOUNTS -> accounts(desk, json);
            case EVENTS -> events(desk);
        }
    }

    private void grants(Desk desk) {
        Engine engine = desk.engine();
        List<Grant> grants = engine.read(book -> book.grants(engine.now()));
        table(grants).print(desk.console(), json, "there are no grants");
    }

    static Table table(List<Grant> grants) {
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

    static void accounts(Desk desk, boolean json) {
        Table table = new Table("number", "name", "email", "services", "extension", "enabled", "since");
        for (Account a : desk.engine().read(book -> book.accounts()))
            table.add(
                    a.number(),
                    a.name(),
                    a.email(),
                    a.services(),
                    a.extension(),
                    a.enabled(),
                    Times.iso(a.createdAt()));
        table.print(desk.console(), json, "there are no accounts; 'callgate account add' opens one");
    }

    private void events(Desk desk) {
        if (limit < 1 || limit > MOST) throw new Wrong("--limit " + limit + " must be 1 to " + MOST);
        Table table = new Table("at", "kind", "actor", "owner", "address", "services", "caller", "detail");
        for (Event e : desk.engine().read(book -> book.events(limit)))
            table.add(
                    Times.iso(e.at()),
                    e.kind(),
                    e.actor(),
                    e.owner(),
                    e.address(),
                    e.services(),
                    e.caller(),
                    e.detail());
        table.print(desk.console(), json, "nothing has happened yet");
    }
}
