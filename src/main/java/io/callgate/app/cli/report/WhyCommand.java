package io.callgate.app.cli.report;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.core.address.AddressRange;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.text.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "why",
        description = "Say why an address is let in or not: the rule, whose it is, since and until when.")
public final class WhyCommand extends BookCommand {

    @Parameters(paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address, or a range.")
    private AddressRange range;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(CommandContext desk) {
        try {
            Finding finding = Finding.of(desk.engine(), range);
            if (json) desk.console().line(Json.of(finding.facts()));
            else finding.sentences().forEach(desk.console()::line);
        } catch (StoreException e) {
            Finding.Told told = Finding.Told.of(desk.engine(), range);
            if (json) desk.console().line(Json.of(told.facts(e.getMessage())));
            else told.sentences(desk.engine(), e.getMessage()).forEach(desk.console()::line);
        }
    }
}
