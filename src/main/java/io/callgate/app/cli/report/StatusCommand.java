package io.callgate.app.cli.report;

import io.callgate.app.arm.Arming;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.Version;
import io.callgate.app.cli.whitelist.NameCommands;
import io.callgate.core.Refusal;
import io.callgate.gate.port.Firewall.Counters;
import io.callgate.kit.Status;
import io.callgate.kit.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Say how callgate is: the firewall, the book, calls, mails and locks.")
public final class StatusCommand extends BookCommand {

    /** What scripts look for, whether something runs that tells it or not. */
    private static final List<String> ALWAYS = List.of("calls", "calls_fault");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(CommandContext desk) {
        Condition condition = Condition.of(desk.engine());
        if (json) desk.console().line(Json.of(facts(condition)));
        else new StatusScreen(desk.console(), condition).print();
        // The rest is known all the same, and said; but without its book callgate is not well.
        if (condition.bookFault().isPresent())
            throw new Refusal(condition.bookFault().get());
    }

    private static Map<String, Object> facts(Condition condition) {
        Engine engine = condition.engine();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Version.TEXT);
        facts.put("running", condition.running().isPresent());
        facts.put("since", condition.running().map(r -> Times.iso(r.since())));
        facts.put("mode", Arming.mode(engine.posture()));
        facts.put("posture", engine.posture().stands().toString().toLowerCase(Locale.ROOT));
        facts.put("trial_until", Times.iso(engine.posture().trialUntil()));
        facts.put("fault", condition.kernelFault());
        facts.put("boot_fault", engine.bootFault());
        facts.put("packets", condition.counters().map(Counters::packets));
        facts.put("book_fault", condition.bookFault());
        facts.putAll(entries(condition.book()));
        for (Status part : condition.parts()) facts.putAll(part.values());
        ALWAYS.forEach(key -> facts.putIfAbsent(key, Optional.empty()));
        facts.put("smtp", engine.config().mail().smtp());
        facts.put("mail_fault", condition.mailFault());
        facts.put("findings", Findings.table(condition.findings()).objects());
        return facts;
    }

    private static Map<String, Object> entries(Optional<Condition.Book> book) {
        Map<String, String> locks = new TreeMap<>();
        book.ifPresent(b -> b.locks()
                .forEach((subject, attempts) -> locks.put(subject.toString(), Times.iso(attempts.lockedUntil()))));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("grants", book.map(Condition.Book::grants));
        facts.put("bans", book.map(Condition.Book::bans));
        facts.put("accounts", book.map(Condition.Book::accounts));
        facts.put("names", book.map(b -> b.names().size()));
        facts.put(
                "name_troubles", book.map(b -> NameCommands.troubles(b.names()).objects()));
        facts.put("waiting_mails", book.map(Condition.Book::mails));
        facts.put("waiting_messages", book.map(Condition.Book::waiting));
        facts.put("locks", locks);
        return facts;
    }
}
