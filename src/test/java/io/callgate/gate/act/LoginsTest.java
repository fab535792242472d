package io.callgate.gate.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.PinHash;
import io.callgate.core.event.EventKind;
import io.callgate.testing.Box;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {

    private static final Caller ANN = Caller.received("+15551234");
    private static final Caller STRANGER = Caller.received("+19990000");

    @TempDir
    Path folder;

    private Box box;
    private Logins logins;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "483920");
        logins = new Logins(box.gate, 2);
    }

    @AfterEach
    void close() {
        logins.close();
        box.close();
    }

    private Logins.Answer login(String number, String pin, Caller caller) {
        return logins.check(number, pin, caller).join();
    }

    @Test
    void the_right_pin_is_welcome() {
        assertThat(login("1001", "483920", ANN)).isInstanceOf(Logins.Welcome.class);
        assertThat(box.events(EventKind.LOGIN_FAILED)).isEmpty();
    }

    @Test
    void unknown_disabled_wrong_and_nonsense_get_the_same_answer_and_are_all_counted() {
        box.account("1002", "594031");
        box.gate.ask(Accounts.disable(new AccountNumber("1002"), "test"));
        assertThat(login("1001", "000001", STRANGER)).isEqualTo(new Logins.Wrong());
        assertThat(login("1002", "594031", STRANGER)).isEqualTo(new Logins.Wrong());
        assertThat(login("7777", "000001", STRANGER)).isEqualTo(new Logins.Wrong());
        assertThat(login("", "", STRANGER)).isEqualTo(new Logins.Wrong());
        assertThat(login("12345678901234567890", "1*2", STRANGER)).isEqualTo(new Logins.Wrong());
        assertThat(box.events(EventKind.LOGIN_FAILED)).hasSize(5);
    }

    @Test
    void the_fifth_failure_locks_an_account_even_for_the_right_pin_and_tells_the_administrators_once() {
        int mails = box.mails().size();
        for (int i = 0; i < 5; i++)
            assertThat(login("1001", "00000" + i, STRANGER)).isInstanceOf(Logins.Wrong.class);
        assertThat(login("1001", "483920", ANN))
                .isEqualTo(new Logins.Locked(box.clock.instant().plusSeconds(60)));
        assertThat(box.events(EventKind.LOCKED)).hasSize(1);
        assertThat(box.mails().subList(mails, box.mails().size()))
                .singleElement()
                .satisfies(m -> {
                    assertThat(m.message().to()).isEqualTo("admin@example.org");
                    assertThat(m.message().body()).contains("account 1001").contains("+19990000");
                });
        box.clock.forward(Duration.ofSeconds(60));
        assertThat(login("1001", "000009", STRANGER)).isInstanceOf(Logins.Wrong.class);
        assertThat(login("1001", "483920", ANN))
                .isEqualTo(new Logins.Locked(box.clock.instant().plusSeconds(120)));
        assertThat(box.mails()).hasSize(mails + 1);
    }

    @Test
    void an_unknown_account_locks_in_the_same_way() {
        for (int i = 0; i < 5; i++) login("7777", "00000" + i, STRANGER);
        assertThat(login("7777", "000009", ANN))
                .isEqualTo(new Logins.Locked(box.clock.instant().plusSeconds(60)));
    }

    @Test
    void a_lock_survives_a_restart() {
        for (int i = 0; i < 5; i++) login("1001", "00000" + i, STRANGER);
        logins.close();
        box.close();
        box = new Box(folder);
        logins = new Logins(box.gate, 2);
        assertThat(login("1001", "483920", ANN)).isInstanceOf(Logins.Locked.class);
    }

    @Test
    void a_new_pin_opens_the_lock_of_its_account() {
        for (int i = 0; i < 5; i++) login("1001", "00000" + i, STRANGER);
        box.gate.ask(Accounts.resetPin(new AccountNumber("1001"), PinHash.of("777123", new byte[16], 10), "test"));
        assertThat(login("1001", "777123", ANN)).isInstanceOf(Logins.Welcome.class);
    }

    @Test
    void success_forgets_the_failures_of_its_account() {
        for (int i = 0; i < 4; i++) login("1001", "00000" + i, ANN);
        assertThat(login("1001", "483920", ANN)).isInstanceOf(Logins.Welcome.class);
        for (int i = 0; i < 4; i++) assertThat(login("1001", "00000" + i, ANN)).isInstanceOf(Logins.Wrong.class);
        assertThat(login("1001", "483920", ANN)).isInstanceOf(Logins.Welcome.class);
    }

    @Test
    void a_caller_who_tries_many_accounts_is_locked() {
        for (int i = 0; i < 10; i++)
            assertThat(login("500" + i, "000001", STRANGER)).isInstanceOf(Logins.Wrong.class);
        assertThat(login("1001", "483920", STRANGER)).isInstanceOf(Logins.Locked.class);
        assertThat(login("1001", "483920", ANN)).isInstanceOf(Logins.Welcome.class);
    }

    @Test
    void a_flood_from_ever_new_numbers_locks_strangers_but_not_the_phone_that_called_before() {
        login("1001", "483920", ANN);
        for (int i = 0; i < 40; i++) login("60" + i, "000001", Caller.received("+1" + (2_000_000 + i)));
        assertThat(login("1001", "483920", Caller.received("+15559999"))).isInstanceOf(Logins.Locked.class);
        assertThat(login("1001", "483920", ANN)).isInstanceOf(Logins.Welcome.class);
        int failed = box.events(EventKind.LOGIN_FAILED).size();
        assertThat(login("1001", "000001", ANN)).as("as everybody else hears").isInstanceOf(Logins.Locked.class);
        assertThat(box.events(EventKind.LOGIN_FAILED)).as("and counted").hasSize(failed + 1);
        assertThat(login("1001", "483920", ANN)).as("one try, not two").isInstanceOf(Logins.Locked.class);
    }

    @Test
    void of_a_hundred_guesses_at_once_no_more_are_heard_than_the_limit() {
        assertThat(heardOfAHundred()).isEqualTo(5);
        assertThat(box.events(EventKind.LOGIN_FAILED)).hasSize(5);
    }

    @Test
    void an_account_whose_lock_opens_hears_one_guess_however_many_wait_for_it() {
        heardOfAHundred();
        for (int minutes = 1; minutes <= 256; minutes *= 2) {
            box.clock.forward(Duration.ofMinutes(Math.min(minutes, 240)));
            assertThat(heardOfAHundred()).as("after %s min", minutes).isEqualTo(1);
        }
    }

    private long heardOfAHundred() {
        List<CompletableFuture<Logins.Answer>> all = IntStream.range(0, 100)
                .mapToObj(i -> logins.check("1001", String.format("%06d", i), Caller.received("+1" + (3_000_000 + i))))
                .toList();
        return all.stream()
                .map(CompletableFuture::join)
                .filter(Logins.Wrong.class::isInstance)
                .count();
    }
}
