package io.callgate.app.cli.whitelist;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.ServiceMenu;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.address.AddressRange;
import io.callgate.core.name.EntryName;
import io.callgate.core.service.Services;
import io.callgate.gate.act.Entries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add-ip",
        description = {
            "Let an address or a range in under a name.",
            "On a terminal it asks for the services when none are named."
        })
public final class AddIpCommand extends BookCommand {

    @Parameters(
            paramLabel = "NAME",
            description = "What to call it: letters, digits, - _ and . with a letter among them.")
    private EntryName name;

    @Parameters(paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address, or a range like 198.51.100.0/24.")
    private AddressRange range;

    @Option(
            names = "--services",
            paramLabel = "S,…",
            description = "What it may reach (default: grant.services of the configuration).")
    private Services services;

    @Option(names = "--for", paramLabel = "DURATION", description = "For how long, like 8h or 30d (default: for ever).")
    private Duration lasts;

    @Option(names = "--note", paramLabel = "TEXT", description = "What to remember about it.")
    private String note = "";

    @Option(names = "--force", description = "Let a range in that is wider than /8 (IPv6: /32).")
    private boolean force;

    @Override
    public List<String> ask(Console console) {
        if (services != null || !console.isTerminal()) return List.of();
        services = ServiceMenu.ask(console, range.toString());
        return List.of("--services", services.toString());
    }

    @Override
    public void run(CommandContext desk) {
        Engine engine = desk.engine();
        Services wanted = desk.servicesOr(services);
        Entries.New entry =
                UsageError.unless(() -> new Entries.New(name, range, wanted, Optional.ofNullable(lasts), note, force));
        Optional<Instant> endsAt = engine.ask(Entries.add(entry, desk.actor()));
        desk.console().line(name + ": " + range + " is let in, to " + wanted + ", until " + Times.until(endsAt));
    }
}
