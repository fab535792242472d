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
import io.callgate.core.carry.EntryFate;
import io.callgate.core.carry.WantedEntry;
import io.callgate.gate.act.ImportEntries;
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
        List<WantedEntry> wanted = reading.entries().stream()
                .map(e -> new WantedEntry(e.name(), e.items()))
                .toList();
        Instant now = engine.now();
        List<EntryFate> fates = apply
                ? engine.ask(new ImportEntries(wanted, NOTE, desk.actor()))
                : engine.read(book -> ImportEntries.plan(book, engine.rules(), now, wanted));
        print(desk.console(), reading, fates);
    }

    private void print(Console console, Reading reading, List<EntryFate> fates) {
        Table understood = new Table("name", "address", "services", "import", "place", "remarks");
        for (int i = 0; i < fates.size(); i++) row(understood, reading.entries().get(i), fates.get(i));
        understood.print(console, false, "nothing was understood");
        if (!reading.left().isEmpty()) console.line("");
        for (Left left : reading.left())
            console.line("not taken over: " + left.place() + ": " + left.text() + "  (" + left.why() + ")");
        console.line("");
        console.line(summary(fates, reading.left()));
    }

    private void row(Table table, Entry entry, EntryFate fate) {
        Collection<String> remarks = new ArrayList<>(fate.refused());
        if (fate.kind() == EntryFate.Kind.TAKEN)
            remarks.add("the name lets in " + fate.held() + " already, which stays; del-acct it first");
        remarks.addAll(entry.remarks());
        entry.items().forEach((target, services) -> {
            boolean refused = !fate.items().containsKey(target);
            String what = refused ? "refused" : word(fate.kind());
            table.add(entry.name(), target, services, what, entry.place(), String.join("; ", remarks));
        });
    }

    private String word(EntryFate.Kind kind) {
        return switch (kind) {
            case NEW -> apply ? "let in" : "new";
            case PRESENT -> "already there";
            case TAKEN -> "name taken";
            case REFUSED -> "refused";
        };
    }

    private String summary(List<EntryFate> fates, List<Left> left) {
        long entries =
                fates.stream().filter(o -> o.kind() == EntryFate.Kind.NEW).count();
        long present =
                fates.stream().filter(o -> o.kind() == EntryFate.Kind.PRESENT).count();
        String rest = present + " already there, " + (fates.size() - entries - present) + " not possible, "
                + left.size() + " lines not taken over";
        return apply
                ? entries + " entries imported, " + rest
                : entries + " entries to import, " + rest + "; nothing was changed: --apply does it";
    }
}
