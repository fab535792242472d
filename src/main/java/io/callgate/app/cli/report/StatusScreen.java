package io.callgate.app.cli.report;

import com.google.common.base.Joiner;
import io.callgate.app.arm.Arming;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.Version;
import io.callgate.app.cli.whitelist.NameCommands;
import io.callgate.core.arm.Posture;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.kit.Status;
import io.callgate.mail.MailChannel;
import java.time.Duration;
import java.util.Optional;

/** How callgate is, for people: a word, and what there is to say of it. */
final class StatusScreen {

    private final Console console;
    private final Condition condition;

    StatusScreen(Console console, Condition condition) {
        this.console = console;
        this.condition = condition;
    }

    void print() {
        console.line("callgate " + Version.TEXT + ", "
                + condition
                        .running()
                        .map(r -> "up " + Times.length(Duration.between(r.since(), condition.now())))
                        .orElse("not running: nobody answers calls or sends mails"));
        firewall(condition.engine().posture());
        condition
                .bookFault()
                .ifPresent(f -> line(
                        "book",
                        (condition.book().isEmpty() ? "CANNOT BE READ" : "TAKES NO CHANGE")
                                + ", and nobody who calls is let in: " + f));
        condition.book().ifPresent(this::entries);
        for (Status part : condition.parts()) part.lines().forEach(l -> line(l.label(), l.text()));
        condition.book().ifPresent(this::messagesAndLocks);
    }

    private void line(String label, String text) {
        console.line(String.format("%-9s %s", label, text));
    }

    private void firewall(Posture posture) {
        line("mode", mode(posture));
        line("kernel", inLine());
        condition.engine().bootFault().ifPresent(f -> line("boot", "NOT AS NOW when the box starts: " + f));
        condition.counters().ifPresent(c -> {
            line(
                    "packets",
                    c.of("granted") + " let in by grant, " + (c.of("closed") + c.of("banned"))
                            + (posture.drops() ? " dropped" : " would have been dropped"));
            line("", Joiner.on(", ").withKeyValueSeparator(" ").join(c.packets()));
        });
    }

    private static String mode(Posture posture) {
        Mode mode = Arming.mode(posture);
        return switch (posture.stands()) {
            case ENFORCING -> mode.toString();
            case TRIAL ->
                mode + ", ON TRIAL until " + Times.iso(posture.trialUntil().orElseThrow())
                        + ", then all is open again: run 'callgate firewall confirm' over a new connection";
            case OBSERVING -> mode + ": nothing is dropped, only counted";
            case ROLLED_BACK ->
                mode + ": nothing is dropped, only counted; rolled back at "
                        + Times.iso(posture.trialUntil().orElseThrow()) + ": not confirmed in time";
        };
    }

    private String inLine() {
        if (condition.kernelFault().isPresent())
            return "NOT IN LINE with the book: " + condition.kernelFault().get();
        return condition.running().isPresent()
                ? "in line with the book"
                : "not watched: it holds what it was last told";
    }

    private void entries(Condition.Book book) {
        line("grants", String.valueOf(book.grants()));
        line("bans", String.valueOf(book.bans()));
        line("accounts", String.valueOf(book.accounts()));
        NameCommands.sentences(book.names(), condition.now()).forEach(console::line);
    }

    private void messagesAndLocks(Condition.Book book) {
        line("mails", waiting(book.mails(), condition.mailFault()));
        book.waiting().forEach((channel, count) -> {
            if (!channel.equals(MailChannel.NAME)) line(channel, waiting(count, condition.faultOf(channel)));
        });
        line("locks", book.locks().size() + " closed");
        book.locks().forEach((subject, attempts) -> line("", subject + " until " + Times.iso(attempts.lockedUntil())));
    }

    private static String waiting(long count, Optional<String> fault) {
        return count + " waiting" + fault.map(f -> "; " + f).orElse("");
    }
}
