package io.callgate.app.cli.carry;

import io.callgate.app.book.BookWriter;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.Version;
import io.callgate.core.Refusal;
import io.callgate.core.carry.BookCopy;
import io.callgate.gate.act.ImportBook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = {
            "Print the book as one readable file: accounts, host names, grants and bans, without history.",
            "'callgate import book' reads it, here or on another box."
        })
public final class ExportCommand extends BookCommand {

    /** A daemon has little memory, and must not end for want of it. */
    private static final int MOST_WHILE_RUNNING = 20_000;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Where to write it: a new file, for its owner only.")
    private Path file;

    @Override
    public Optional<Path> into() {
        return Optional.ofNullable(file);
    }

    @Override
    public void run(CommandContext desk) {
        Engine engine = desk.engine();
        Instant now = engine.now();
        boolean runs = engine.running().isPresent();
        BookCopy book = engine.read(b -> ImportBook.copy(b, now, runs ? MOST_WHILE_RUNNING : Integer.MAX_VALUE));
        if (runs && book.grants().size() + book.bans().size() >= MOST_WHILE_RUNNING)
            throw new Refusal(
                    "the book holds " + MOST_WHILE_RUNNING + " grants and bans or more, which is much for a daemon;"
                            + " stop callgate, and export with CALLGATE_HEAP=512m");
        String from = Times.iso(now) + ", of " + engine.config().pbx().name() + ", by callgate " + Version.TEXT;
        desk.console().out().print(BookWriter.write(book, from));
        desk.console().out().flush();
    }
}
