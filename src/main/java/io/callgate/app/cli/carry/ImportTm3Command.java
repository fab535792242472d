package io.callgate.app.cli.carry;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.tm3.Entry;
import io.callgate.app.tm3.Left;
import io.callgate.app.tm3.Reading;
import io.callgate.app.tm3.Source;
import io.callgate.gate.act.ImportEntries;
import io.callgate.gate.act.ImportEntries.Fate;
import io.callgate.gate.act.ImportEntries.Outcome;
import io.callgate.gate.act.ImportEntries.Wanted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tm3",
        description = {
            "Read what Travelin' Man 3 left: rules.v4 or /etc/sysconfig/iptables, /root/*.iptables, and knockd.conf.",
            "It prints what it understood and what not; with --apply it also lets in what it understood."
        })
final class ImportTm3Command extends BookCommand {

    private static final String NOTE = "from Travelin' Man 3";

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, or a directory with NAME.iptables in it.")
    private List<Path> paths;

    @Option(names = "--apply", description = "Let in what was understood; what is let in already stays as it is.")
    private boolean apply;

    @Override
    public Optional<String> brings() {
        return Optional.of(Parcel.pack(Parcel.read(paths)));
    }

    @Override
    public void run(CommandContext desk) {
        Engine engine = desk.engine();
        List<Source> sources = Parcel.unpack(desk.console().readAll());
        Reading reading = Reading.of(sources, engine.rules().services());
        List<Wanted> wanted = reading.entries().stream()
                .map(e -> new Wanted(e.name(), e.items()))
                .toList();
        Instant now = engine.now();
        List<Outcome> outcomes = apply
                ? engine.ask(new ImportEntries(wanted, NOTE, desk.actor()))
                : engine.read(book -> ImportEntries.plan(book, engine.rules(), now, wanted));
        print(desk.console(), reading, outcomes);
    }

    private void print(Console console, Reading reading, List<Outcome> outcomes) {
        Table understood = new Table("name", "address", "services", "import", "place", "remarks");
        for (int i = 0; i < outcomes.size(); i++)
            row(understood, reading.entries().get(i), outcomes.get(i));
        understood.print(console, false, "nothing was understood");
        if (!reading.left().isEmpty()) console.line("");
        for (Left left : reading.left())
            console.line("not taken over: " + left.place() + ": " + left.text() + "  (" + left.why() + ")");
        console.line("");
        console.line(summary(outcomes, reading.left()));
    }

    private void row(Table table, Entry entry, Outcome outcome) {
        Collection<String> remarks = new ArrayList<>(outcome.refused());
        if (outcome.fate() == Fate.TAKEN)
            remarks.add("the name lets in " + outcome.held() + " already, which stays; del-acct it first");
        remarks.addAll(entry.remarks());
        entry.items().forEach((target, services) -> {
            boolean refused = !outcome.items().containsKey(target);
            String what = refused ? "refused" : word(outcome.fate());
            table.add(entry.name(), target, services, what, entry.place(), String.join("; ", remarks));
        });
    }

    private String word(Fate fate) {
        return switch (fate) {
            case NEW -> apply ? "let in" : "new";
            case PRESENT -> "already there";
            case TAKEN -> "name taken";
            case REFUSED -> "refused";
        };
    }

    private String summary(List<Outcome> outcomes, List<Left> left) {
        long entries = outcomes.stream().filter(o -> o.fate() == Fate.NEW).count();
        long present = outcomes.stream().filter(o -> o.fate() == Fate.PRESENT).count();
        String rest = present + " already there, " + (outcomes.size() - entries - present) + " not possible, "
                + left.size() + " lines not taken over";
        return apply
                ? entries + " entries imported, " + rest
                : entries + " entries to import, " + rest + "; nothing was changed: --apply does it";
    }
}
