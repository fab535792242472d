package io.callgate.app.book;

import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.account.Account;
import io.callgate.core.ban.Ban;
import io.callgate.core.carry.BookCopy;
import io.callgate.core.grant.Grant;
import io.callgate.kit.text.Quoted;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a copy of the book as TOML 1.0, every thing a table of its own, every text on one line. It ends with {@code [end]}, so
 * that a file that was cut off is seen to be.
 */
public final class BookWriter {

    /** The only one so far. */
    static final long FORMAT = 1;

    private final StringBuilder out = new StringBuilder();

    private BookWriter() {}

    /** @param from of which box it is, and of when, for whoever reads it */
    public static String write(BookCopy book, String from) {
        BookWriter writer = new BookWriter();
        writer.out
                .append("# callgate's book, ")
                .append(from.replaceAll("\\p{Cntrl}", "?"))
                .append('\n');
        writer.out.append(
                "# It holds hashes of PINs: keep it from others. Put it back with: callgate import book FILE\n");
        writer.out.append("format = ").append(FORMAT).append('\n');
        book.accounts().forEach(writer::account);
        book.hosts().forEach(writer::host);
        book.grants().forEach(writer::grant);
        book.bans().forEach(writer::ban);
        return writer.out.append("\n[end]\n").toString();
    }

    private void account(Account a) {
        table("account");
        text("number", a.number().digits());
        text("name", a.name());
        text("email", a.email());
        services(a.services().names());
        a.extension().ifPresent(x -> text("extension", x));
        text("pin", a.pin().stored());
        line("enabled", Boolean.toString(a.enabled()));
        time("since", a.createdAt());
        a.lastCaller().ifPresent(c -> text("last-caller", c));
    }

    private void host(BookCopy.Host h) {
        table("host");
        text("name", h.owner().name());
        text("origin", h.origin().toString());
        text("host", h.host().text());
        services(h.services().names());
        time("since", h.createdAt());
        note(h.note());
    }

    private void grant(Grant g) {
        table("grant");
        text("name", g.owner().name());
        text("origin", g.origin().toString());
        text("address", g.range().toString());
        services(g.services().names());
        time("since", g.createdAt());
        until(g.endsAt());
        note(g.note());
    }

    private void ban(Ban b) {
        table("ban");
        text("address", b.range().toString());
        text("origin", b.origin());
        text("reason", b.reason());
        time("since", b.createdAt());
        until(b.endsAt());
    }

    private void table(String name) {
        out.append("\n[[").append(name).append("]]\n");
    }

    private void text(String key, String value) {
        line(key, Quoted.of(value));
    }

    private void note(String note) {
        if (!note.isEmpty()) text("note", note);
    }

    private void services(ImmutableSortedSet<String> names) {
        line("services", names.stream().map(Quoted::of).collect(Collectors.joining(", ", "[", "]")));
    }

    private void until(Optional<Instant> end) {
        end.ifPresent(e -> time("until", e));
    }

    private void time(String key, Instant value) {
        line(key, value.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private void line(String key, String value) {
        out.append(key).append(" = ").append(value).append('\n');
    }
}
