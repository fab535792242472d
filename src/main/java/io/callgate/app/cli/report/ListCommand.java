package io.callgate.app.cli.report;

import com.google.common.base.Joiner;
import com.google.common.primitives.Ints;
import io.callgate.app.cli.account.AccountCommands;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.whitelist.NameCommands;
import io.callgate.app.cli.whitelist.Whitelist;
import io.callgate.core.ban.Ban;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.port.StoreException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description =
                "List grants (the default), bans or events with the newest first, accounts, host names, mails and other messages that were"
                        + " not sent, or the whitelist: what administrators let in, by name.")
public final class ListCommand extends BookCommand {

    public enum What {
        GRANTS,
        BANS,
        ACCOUNTS,
        NAMES,
        EVENTS,
        MAILS,
        WHITELIST;

        /** @throws IllegalArgumentException naming what there is */
        public static What parse(String name) {
            for (What what : values()) if (what.toString().equals(name)) return what;
            throw new IllegalArgumentException("there is no list \"" + name + "\"; there are "
                    + Joiner.on(", ").join(values()));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many at most. */
    public record Limit(int number) {
        private static final int MOST = 10_000;

        /** @throws IllegalArgumentException for anything but a number that a terminal can bear */
        public static Limit parse(String text) {
            Integer number = Ints.tryParse(text);
            if (number == null || number < 1 || number > MOST)
                throw new IllegalArgumentException("\"" + text + "\" is not a number from 1 to " + MOST);
            return new Limit(number);
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            defaultValue = "grants",
            description = "What to list: ${COMPLETION-CANDIDATES}.")
    private What what;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many events, bans or mails at most (default: 50).")
    private Limit limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(CommandContext desk) {
        switch (what) {
            case GRANTS -> grants(desk);
            case BANS -> bans(desk);
            case ACCOUNTS -> AccountCommands.list(desk, json);
            case NAMES -> NameCommands.list(desk, json);
            case EVENTS -> events(desk);
            case MAILS -> mails(desk);
            case WHITELIST ->
                Whitelist.of(desk.engine())
                        .print(desk.console(), json, "nothing is let in by name; 'callgate add-ip' does it");
        }
    }

    private void grants(CommandContext desk) {
        Engine engine = desk.engine();
        List<Grant> grants = engine.read(book -> book.grants(engine.now()));
        Whitelist.grants(grants).print(desk.console(), json, "there are no grants");
    }

    private void bans(CommandContext desk) {
        try {
            bansOfBook(desk);
        } catch (StoreException e) {
            bansOfKernel(desk);
            desk.console()
                    .error("the book is silent: this is what the kernel was told, without origins and reasons: "
                            + e.getMessage());
        }
    }

    private void bansOfKernel(CommandContext desk) {
        Engine engine = desk.engine();
        long now = engine.now().toEpochMilli();
        Table table = new Table("address", "until");
        int[] more = {0};
        int most = limit.number;
        engine.firewall(firewall -> {
            firewall.eachBan((range, end) -> {
                if (end > now && table.size() < most) table.add(range, Finding.Told.until(end));
                else if (end > now) more[0]++;
            });
            return true;
        });
        table.print(desk.console(), json, "nobody is banned");
        if (!json && more[0] > 0) desk.console().line(more[0] + " more; -n shows them");
    }

    private void bansOfBook(CommandContext desk) {
        Engine engine = desk.engine();
        record Found(List<Ban> newest, int all) {}
        Found found = engine.read(book -> new Found(
                book.bans(engine.now(), limit.number), book.banned(engine.now()).size()));
        bans(found.newest).print(desk.console(), json, "nobody is banned");
        if (!json && found.all > found.newest.size())
            desk.console().line("the newest " + found.newest.size() + " of " + found.all + "; -n shows more");
    }

    static Table bans(List<Ban> bans) {
        Table table = new Table("id", "address", "origin", "since", "until", "reason");
        for (Ban b : bans)
            table.add(b.id(), b.range(), b.origin(), Times.iso(b.createdAt()), Times.iso(b.endsAt()), b.reason());
        return table;
    }

    private void events(CommandContext desk) {
        Table table = new Table("at", "kind", "actor", "owner", "address", "services", "caller", "detail");
        for (Event e : desk.engine().read(book -> book.events(limit.number)))
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

    /** Of all channels, because an administrator looks for what was not told, whichever way it was to go. */
    private void mails(CommandContext desk) {
        Table table =
                new Table("id", "channel", "to", "since", "state", "attempts", "next_attempt", "last_error", "subject");
        for (OutboxMessage m : desk.engine().read(book -> book.unsentMessages(limit.number)))
            table.add(
                    m.id(),
                    m.channel(),
                    m.message().to(),
                    Times.iso(m.createdAt()),
                    m.nextAttemptAt().isPresent() ? "waiting" : "given up",
                    m.attempts(),
                    Times.iso(m.nextAttemptAt()),
                    m.lastError(),
                    m.message().subject());
        table.print(desk.console(), json, "nothing waits to be sent, and nothing was given up");
    }
}
