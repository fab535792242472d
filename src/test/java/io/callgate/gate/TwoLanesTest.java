package io.callgate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.core.jail.Offence;
import io.callgate.gate.act.AllowAddress;
import io.callgate.gate.act.Bans;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.testing.Box;
import io.callgate.testing.BreakableStore;
import io.callgate.testing.MemoryFirewall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A book that hangs, fails or loses its answers, and a kernel that is looked after meanwhile. */
class TwoLanesTest {

    private static final AccountNumber ANN = new AccountNumber("1001");
    private static final AllowAddress ALLOW =
            new AllowAddress(ANN, Address.parse("203.0.113.7"), Caller.received("+15551234"));
    private static final AddressRange STRANGER = AddressRange.parse("203.0.113.66");

    @TempDir
    Path folder;

    private Box box;
    private BreakableStore store;
    private MemoryFirewall kernel = new MemoryFirewall();
    private Gate gate;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "483920");
        store = new BreakableStore(box.store).keptOpen();
        gate = newGate();
    }

    private Gate newGate() {
        return new Gate(store, kernel, () -> Box.RULES, box.clock, Journals.in(folder)).start();
    }

    private Path journal() {
        return folder.resolve("unentered.journal");
    }

    @AfterEach
    void close() {
        store.mend();
        gate.close();
        box.close();
    }

    /** As after an end without any warning, and a start of the box: nothing is left but files. */
    private void restartWithoutBook() {
        store.breakDown();
        gate.close();
        kernel = new MemoryFirewall();
        gate = newGate();
    }

    /** What was tried in vain is tried again when a second has passed. */
    private void later(Callable<Boolean> so) {
        await().until(() -> {
            box.clock.forward(Duration.ofSeconds(1));
            return so.call();
        });
    }

    private void shutOut(String address) {
        Failure last = new Failure(
                box.clock.instant().toEpochMilli(),
                Address.parse(address),
                "PJSIP",
                "a b\n%",
                FailureKind.WRONG_PASSWORD,
                Sense.LOG,
                "");
        AddressRange client = Banned.widened(last.address().asRange());
        gate.shutOut(List.of(new Offence(client, last, 5, box.clock.instant().plus(Duration.ofHours(1)))))
                .join();
    }

    private List<Ban> bans() {
        return box.store.read(book -> book.bans(box.clock.instant(), 100));
    }

    @Test
    void while_the_writer_hangs_an_offender_is_shut_out_and_the_firewall_can_be_looked_at() {
        store.hangWriter();
        CompletableFuture<?> waits = gate.submit(ALLOW);
        await().until(store::isWaitedFor);
        shutOut("203.0.113.66");
        assertThat(kernel.bannedUntil("203.0.113.66")).isPositive();
        assertThat(gate.<String>withFirewall(Firewall::show)).contains("callgate");
        assertThat(waits).isNotDone();
        store.mend();
        waits.join();
        await().until(() -> bans().size() == 1);
    }

    @Test
    void what_was_read_before_a_ban_does_not_lift_it() {
        store.holdAnswersOn("book");
        CompletableFuture<Integer> restored = CompletableFuture.supplyAsync(gate::restore);
        await().until(store::isWaitedFor);
        shutOut("203.0.113.66");
        store.mend();
        restored.join();
        assertThat(kernel.bannedUntil("203.0.113.66")).isPositive();
        await().until(() -> bans().size() == 1);
        assertThat(kernel.bannedUntil("203.0.113.66")).isPositive();
    }

    @Test
    void bans_outlive_a_program_whose_book_is_away_and_are_entered_once() throws IOException {
        store.breakDown();
        shutOut("203.0.113.66");
        shutOut("2001:db8:1::66");
        await().until(() -> Files.readString(journal()).lines().count() == 2);
        restartWithoutBook();
        assertThat(kernel.bannedUntil("203.0.113.66")).isPositive();
        assertThat(kernel.bannedUntil("2001:db8:1::/64")).isPositive();
        store.mend();
        later(() -> bans().size() == 2);
        assertThat(bans()).extracting(Ban::reason).allMatch(reason -> reason.contains("\"a b\n%\""));
        later(() -> Files.size(journal()) == 0);
        assertThat(box.events(EventKind.BANNED)).hasSize(2);
    }

    @Test
    void what_was_entered_just_before_a_crash_is_not_entered_again() throws IOException {
        store.breakDown();
        shutOut("203.0.113.66");
        await().until(() -> Files.size(journal()) > 0);
        byte[] before = Files.readAllBytes(journal());
        store.mend();
        later(() -> bans().size() == 1 && Files.size(journal()) == 0);
        gate.close();
        Files.write(journal(), before);
        gate = newGate();
        later(() -> Files.size(journal()) == 0);
        assertThat(bans()).hasSize(1);
    }

    @Test
    void a_torn_end_of_the_journal_costs_that_line_and_no_other() throws IOException {
        store.breakDown();
        shutOut("203.0.113.66");
        await().until(() -> Files.size(journal()) > 0);
        gate.close();
        Files.writeString(journal(), "0badc0de OFFENDER 203.0.113.", StandardOpenOption.APPEND);
        kernel = new MemoryFirewall();
        gate = newGate();
        assertThat(kernel.bannedUntil("203.0.113.66")).isPositive();
        shutOut("203.0.113.67");
        await().until(() -> Files.readString(journal()).lines().count() == 2);
    }

    @Test
    void a_gate_without_a_book_goes_on_with_what_the_kernel_holds_and_takes_the_book_up_when_it_comes() {
        restartWithoutBook();
        assertThat(kernel.adoptions()).isEqualTo(1);
        assertThat(gate.fault()).isPresent();
        assertThat(gate.silence()).isPresent();
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(StoreException.class);
        assertThat(kernel.convergences()).isZero();
        store.mend();
        later(() -> gate.fault().isEmpty());
        assertThat(kernel.convergences()).isPositive();
        gate.ask(ALLOW);
        assertThat(kernel.isOpenFor("203.0.113.7")).isTrue();
        assertThat(gate.silence()).isEmpty();
    }

    @Test
    void a_change_that_was_kept_without_an_answer_is_told_as_unknown_and_then_true_in_kernel_and_mails() {
        store.loseAnswers(true);
        long released = gate.releasedMessage();
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(OutcomeUnknown.class);
        store.mend();
        later(() -> kernel.isOpenFor("203.0.113.7") && gate.releasedMessage() > released);
        later(() -> box.events(EventKind.OUTCOME_FOUND).size() == 1);
        assertThat(box.events(EventKind.OUTCOME_FOUND))
                .extracting(Event::detail)
                .containsExactly("a call could not be confirmed; now allowed is 203.0.113.7");
        assertThat(box.events(EventKind.GRANTED)).hasSize(1);
    }

    @Test
    void a_change_that_was_not_kept_without_an_answer_is_mailed_as_that() {
        store.loseAnswers(false);
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(OutcomeUnknown.class);
        store.mend();
        later(() -> box.events(EventKind.OUTCOME_FOUND).size() == 1);
        assertThat(box.mails())
                .anyMatch(mail -> mail.message().to().equals("ann@example.org")
                        && mail.message().subject().contains("no address is allowed"));
        assertThat(kernel.isOpenFor("203.0.113.7")).isFalse();
    }

    @Test
    void the_mail_that_was_promised_comes_even_if_the_program_ends_before() throws IOException {
        Path promised = folder.resolve("promised.journal");
        store.loseAnswers(true);
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(OutcomeUnknown.class);
        await().until(() -> Files.size(promised) > 0);
        restartWithoutBook();
        assertThat(box.events(EventKind.OUTCOME_FOUND)).isEmpty();
        store.mend();
        later(() -> box.events(EventKind.OUTCOME_FOUND).size() == 1);
        assertThat(box.events(EventKind.OUTCOME_FOUND))
                .extracting(Event::detail)
                .containsExactly("a call could not be confirmed; now allowed is 203.0.113.7");
        later(() -> Files.size(promised) == 0);
    }

    @Test
    void bans_whose_entering_was_not_answered_are_in_the_book_once() {
        store.loseAnswers(true);
        shutOut("203.0.113.66");
        await().until(() -> bans().size() == 1);
        store.mend();
        shutOut("203.0.113.67");
        later(() -> bans().size() == 2);
    }

    @Test
    void an_administrator_bans_and_unbans_without_a_book_and_the_book_follows_in_order() throws IOException {
        gate.ask(Bans.ban(AddressRange.parse("203.0.113.9"), Optional.empty(), "", false, "cli root"));
        store.breakDown();
        shutOut("203.0.113.66");
        gate.byHand().unban(STRANGER, "cli root");
        assertThat(kernel.bannedUntil("203.0.113.66")).isLessThanOrEqualTo(1);
        gate.byHand()
                .ban(AddressRange.parse("203.0.113.80"), Optional.of(Duration.ofHours(1)), "noisy", false, "cli root");
        gate.byHand().unban(AddressRange.parse("203.0.113.9"), "cli root");
        gate.byHand().mode("the firewall only observes", "cli root");
        assertThatThrownBy(() -> gate.byHand().unban(AddressRange.parse("203.0.113.81"), "cli root"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> gate.byHand().ban(AddressRange.parse("192.168.7.7"), Optional.empty(), "", true, "x"))
                .isInstanceOf(Refusal.class);
        restartWithoutBook();
        assertThat(kernel.bannedUntil("203.0.113.80")).isPositive();
        store.mend();
        later(() -> Files.size(journal()) == 0);
        assertThat(bans()).extracting(Ban::range).containsExactly(AddressRange.parse("203.0.113.80"));
        assertThat(box.events(EventKind.FIREWALL_MODE)).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo("cli root");
            assertThat(event.detail()).contains("only observes", "while the book was silent");
        });
    }

    @Test
    void a_book_that_does_not_answer_is_said_so_at_once() {
        store.hangReadersOn("book-probe");
        assertThatThrownBy(() -> gate.requireBook(Duration.ofMillis(50)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has not answered since");
        assertThat(gate.silence()).isPresent();
        store.mend();
        await().ignoreExceptionsInstanceOf(StoreException.class).until(() -> {
            gate.requireBook(Duration.ofSeconds(10));
            return true;
        });
        assertThat(gate.silence()).isEmpty();
    }

    @Test
    void a_gate_that_ends_refuses_to_shut_out_rather_than_never_to_answer() {
        gate.close();
        assertThatThrownBy(() -> shutOut("203.0.113.66")).isInstanceOf(Refusal.class);
    }
}
