package io.callgate.app.cli.carry;

import io.callgate.app.book.BookReader;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.tm3.Source;
import io.callgate.core.Refusal;
import io.callgate.core.carry.BookChanges;
import io.callgate.core.carry.BookCopy;
import io.callgate.gate.act.ImportBook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "book",
        description = {
            "Read a file of 'callgate export' and say what it would change; with --apply, change it, all or nothing.",
            "What is in the book already stays; an account or a name that holds something else is refused."
        })
final class ImportBookCommand extends BookCommand {

    @Parameters(paramLabel = "FILE", description = "What 'callgate export' wrote.")
    private Path file;

    @Option(names = "--apply", description = "Change the book.")
    private boolean apply;

    @Option(names = "--replace", description = "Also end and delete whatever the file does not hold.")
    private boolean replace;

    @Override
    public Optional<String> brings() {
        return Optional.of(Parcel.pack(List.of(Parcel.book(file))));
    }

    @Override
    public void run(CommandContext desk) {
        Engine engine = desk.engine();
        Source source = Parcel.unpack(desk.console().readAll()).get(0);
        BookCopy wanted = read(source);
        Instant now = engine.now();
        BookChanges changes = apply
                ? engine.ask(new ImportBook(wanted, replace, desk.actor()))
                : engine.read(book -> ImportBook.plan(book, engine.rules(), now, wanted, replace));
        Console console = desk.console();
        print(console, "accounts", changes.accounts());
        print(console, "host names", changes.hosts());
        print(console, "grants", changes.grants());
        print(console, "bans", changes.bans());
        if (!apply) console.line("nothing was changed: --apply does it");
    }

    private static BookCopy read(Source source) {
        try {
            return BookReader.read(source.text());
        } catch (Refusal e) {
            throw new Refusal(source.name() + ": " + e.getMessage() + "; nothing was changed");
        }
    }

    private void print(Console console, String what, BookChanges.Part<?> part) {
        String verb = apply ? "" : "to be ";
        console.line(String.format(
                "%-11s %d %sentered, %d %sended, %d already there",
                what, part.added().size(), verb, part.ended().size(), verb, part.present()));
    }
}
