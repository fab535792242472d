package io.callgate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import io.callgate.gate.act.Accounts;
import io.callgate.gate.act.AllowAddress;
import io.callgate.gate.act.Bans;
import io.callgate.gate.act.RemoveAddress;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Firewall.Damage;
import io.callgate.testing.Box;
import io.callgate.testing.BreakableStore;
import io.callgate.testing.MemoryFirewall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {

    private static final AccountNumber ANN = new AccountNumber("1001");
    private static final AccountNumber BOB = new AccountNumber("1002");
    private static final Caller CALLER = Caller.received("+15551234");
    private static final Address HOME = Address.parse("203.0.113.7");
    private static final Address HOTEL = Address.parse("203.0.113.99");

    @TempDir
    Path folder;

    private Box box;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "483920");
        box.account("1002", "594031");
    }

    @AfterEach
    void close() {
        box.close();
    }

    private GrantDecision allow(AccountNumber number, Address address) {
        return box.gate.ask(new AllowAddress(number, address, CALLER));
    }

    @Test
    void a_grant_is_in_the_book_the_kernel_the_audit_and_the_outbox_when_it_is_told() {
        int before = box.mails().size();
        assertThat(allow(ANN, HOME)).isEqualTo(new GrantDecision.Granted(List.of(), Optional.empty()));
        assertThat(box.firewall.openFor(HOME.asRange())).containsExactly("rtp", "sip");
        assertThat(box.grants()).singleElement().satisfies(g -> {
            assertThat(g.owner()).isEqualTo(new Owner("1001"));
            assertThat(g.origin()).isEqualTo(Origin.PHONE);
            assertThat(g.range()).isEqualTo(HOME.asRange());
        });
        assertThat(box.events(EventKind.GRANTED)).singleElement().satisfies(e -> {
            assertThat(e.address()).isEqualTo("203.0.113.7");
            assertThat(e.caller()).isEqualTo("+15551234");
        });
        assertThat(box.mails().subList(before, box.mails().size()))
                .extracting(m -> m.message().to())
                .containsExactly("ann@example.org", "admin@example.org");
    }

    @Test
    void replacing_stops_the_old_address_and_says_which() {
        allow(ANN, HOME);
        allow(ANN, HOTEL);
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(box.firewall.isOpenFor("203.0.113.99")).isTrue();
        assertThat(box.grants()).extracting(Grant::range).containsExactly(HOTEL.asRange());
        assertThat(box.mails().get(box.mails().size() - 1).message().body()).contains("Replaces:     203.0.113.7");
    }

    @Test
    void a_removed_address_has_no_standing_until_the_kernel_says_that_it_used_its_grant() {
        allow(ANN, HOME);
        allow(ANN, HOTEL);
        assertThat(box.firewall.standing("203.0.113.7")).isEmpty();
    }

    @Test
    void the_same_address_again_changes_nothing_and_says_so() {
        allow(ANN, HOME);
        int events = events();
        int mails = box.mails().size();
        assertThat(allow(ANN, HOME))
                .isEqualTo(new GrantDecision.Unchanged(box.grants().get(0)));
        assertThat(events()).isEqualTo(events);
        assertThat(box.mails()).hasSize(mails);
    }

    private int events() {
        return box.gate.read(book -> book.events(1000).size());
    }

    @Test
    void two_users_behind_one_address_keep_it_until_both_are_gone() {
        allow(ANN, HOME);
        allow(BOB, HOME);
        assertThat(box.gate.ask(new RemoveAddress(ANN, CALLER))).isEqualTo(1);
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
        assertThat(box.gate.ask(new RemoveAddress(BOB, CALLER))).isEqualTo(1);
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(box.gate.ask(new RemoveAddress(BOB, CALLER))).isZero();
    }

    @Test
    void an_address_against_policy_is_refused_audited_and_changes_nothing() {
        allow(ANN, HOME);
        assertThat(refusal("198.51.100.9")).contains(GrantPolicy.Reason.EXTRA);
        assertThat(refusal("192.0.2.1")).contains(GrantPolicy.Reason.OWN);
        assertThat(refusal("127.0.0.1")).contains(GrantPolicy.Reason.SPECIAL);
        assertThat(box.grants()).extracting(Grant::range).containsExactly(HOME.asRange());
        assertThat(box.events(EventKind.REFUSED)).hasSize(3);
    }

    private Optional<GrantPolicy.Reason> refusal(String address) {
        return allow(ANN, Address.parse(address))
                .match(granted -> Optional.empty(), same -> Optional.empty(), GrantDecision.Refused::reason);
    }

    @Test
    void disabling_an_account_ends_its_grants_at_once_and_refuses_a_call_in_progress() {
        allow(ANN, HOME);
        box.gate.ask(Accounts.disable(ANN, "test"));
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(box.grants()).isEmpty();
        assertThatThrownBy(() -> allow(ANN, HOME)).isInstanceOf(Refusal.class).hasMessageContaining("1001");
        box.gate.ask(Accounts.enable(ANN, "test"));
        assertThat(allow(ANN, HOME)).isInstanceOf(GrantDecision.Granted.class);
    }

    @Test
    void what_fails_within_a_batch_fails_alone() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(box.gate.submit(new AllowAddress(i % 2 == 0 ? ANN : BOB, HOME, CALLER)));
            all.add(box.gate.submit(work -> {
                work.grant(new NewGrant(
                        new Owner("nobody"),
                        Origin.ADMINISTRATOR,
                        HOTEL.asRange(),
                        Services.of("all"),
                        work.now(),
                        Optional.empty(),
                        ""));
                throw new Refusal("no");
            }));
        }
        for (int i = 0; i < all.size(); i++) {
            CompletableFuture<?> one = all.get(i);
            if (i % 2 == 0) assertThat(one).succeedsWithin(Duration.ofSeconds(10));
            else assertThatThrownBy(one::join).hasCauseInstanceOf(Refusal.class);
        }
        assertThat(box.firewall.isOpenFor("203.0.113.99")).isFalse();
        assertThat(box.grants()).hasSize(2);
    }

    @Test
    void a_firewall_that_fails_is_said_and_made_up_for_and_no_mail_tells_of_it_before() {
        long released = box.gate.releasedMessage();
        box.firewall.breakDown("netlink is gone");
        assertThatThrownBy(() -> allow(ANN, HOME))
                .isInstanceOf(NotEnforced.class)
                .hasMessageContaining("netlink is gone");
        assertThat(box.gate.fault()).contains("netlink is gone");
        assertThat(box.gate.releasedMessage()).isEqualTo(released);
        assertThat(box.grants()).hasSize(1);
        box.firewall.repair();
        await().until(() -> box.firewall.isOpenFor("203.0.113.7"));
        await().until(() -> box.gate.releasedMessage() > released);
        assertThat(box.gate.fault()).isEmpty();
    }

    @Test
    void a_flushed_kernel_is_mended_however_much_there_is_to_do() {
        allow(ANN, HOME);
        box.clock.forward(Duration.ofSeconds(10));
        box.firewall.flush();
        await().until(() -> {
            box.gate.ask(work -> "busy");
            return box.firewall.isOpenFor("203.0.113.7");
        });
    }

    @Test
    void a_flushed_kernel_is_mended_after_the_clock_was_set_back() {
        allow(ANN, HOME);
        box.clock.forward(Duration.ofDays(-365));
        box.firewall.flush();
        await().until(() -> box.firewall.isOpenFor("203.0.113.7"));
    }

    @Test
    void what_others_did_to_the_firewall_is_in_the_audit_at_once_and_in_a_mail_once_an_hour() {
        box.firewall.damage(new Damage("table deleted", "nft (process 42)", 7));
        await().until(() -> box.events(EventKind.FIREWALL_MENDED).size() == 1);
        assertThat(box.events(EventKind.FIREWALL_MENDED).get(0).detail())
                .isEqualTo("table deleted by nft (process 42); 7 elements put right");
        assertThat(mendings()).isEqualTo(1);
        box.firewall.damage(new Damage("rule added", "nft (process 43)", 0));
        box.gate.ask(work -> "busy");
        await().until(() -> !box.firewall.isDamaged());
        box.clock.forward(Duration.ofMinutes(1));
        await().until(() -> box.events(EventKind.FIREWALL_MENDED).size() == 2);
        assertThat(mendings()).isEqualTo(1);
        box.clock.forward(Duration.ofHours(1));
        box.firewall.damage(new Damage("set deleted", "", 0));
        await().until(() -> mendings() == 2);
        assertThat(box.events(EventKind.FIREWALL_MENDED).get(0).detail()).contains("2 times since it was last told");
    }

    private long mendings() {
        return box.mails().stream()
                .filter(mail -> mail.message().subject().contains("firewall was changed"))
                .count();
    }

    @Test
    void what_is_mended_while_the_book_is_away_is_told_when_it_is_back() {
        MemoryFirewall kernel = new MemoryFirewall();
        BreakableStore store = new BreakableStore(box.store);
        try (Gate gate = new Gate(store, kernel, () -> Box.RULES, box.clock).start()) {
            store.breakDown();
            kernel.damage(new Damage("table deleted", "nft (process 42)", 7));
            await().until(() -> !kernel.isDamaged());
            assertThat(gate.fault()).isEmpty();
            store.mend();
            box.clock.forward(Duration.ofSeconds(2));
            await().until(() -> box.events(EventKind.FIREWALL_MENDED).size() == 1);
        }
    }

    @Test
    void a_ban_reaches_the_kernel_also_when_another_program_entered_it() {
        box.gate.ask(Bans.ban(HOTEL.asRange(), Optional.of(Duration.ofHours(1)), "", false, "cli root"));
        long end = box.clock.instant().plus(Duration.ofHours(1)).toEpochMilli();
        assertThat(box.firewall.bannedUntil("203.0.113.99")).isEqualTo(end);
        MemoryFirewall kernel = new MemoryFirewall();
        try (Gate gate = new Gate(box.store, kernel, () -> Box.RULES, box.clock).start()) {
            assertThat(kernel.bannedUntil("203.0.113.99")).isEqualTo(end);
            box.gate.ask(Bans.ban(HOME.asRange(), Optional.empty(), "", false, "cli root"));
            await().until(() -> kernel.bannedUntil("203.0.113.7") == Banned.FOR_EVER);
            assertThat(gate.fault()).isEmpty();
        }
    }

    @Test
    void nothing_is_told_as_done_when_the_book_cannot_be_read_to_bring_the_kernel_in_line() {
        MemoryFirewall kernel = new MemoryFirewall();
        BreakableStore store = new BreakableStore(box.store);
        try (Gate gate = new Gate(store, kernel, () -> Box.RULES, box.clock).start()) {
            store.breakReaders();
            // By another program: this one has to look at the whole book now, and cannot.
            allow(BOB, HOTEL);
            assertThatThrownBy(() -> gate.ask(new AllowAddress(ANN, HOME, CALLER)))
                    .isInstanceOf(NotEnforced.class)
                    .hasMessageContaining("the book cannot be reached");
            assertThat(gate.fault()).isPresent();
            store.mend();
            await().until(() -> kernel.isOpenFor("203.0.113.7") && kernel.isOpenFor("203.0.113.99"));
            await().until(() -> gate.fault().isEmpty());
        }
    }

    @Test
    void a_command_that_breaks_the_machine_under_it_does_not_end_the_gate() {
        CompletableFuture<Object> broken = box.gate.submit(work -> {
            throw new OutOfMemoryError("the test has none left");
        });
        assertThatThrownBy(broken::join).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(allow(ANN, HOME)).isInstanceOf(GrantDecision.Granted.class);
    }

    @Test
    void whoever_asks_while_it_closes_gets_an_answer() throws InterruptedException {
        List<CompletableFuture<?>> all = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean enough = new AtomicBoolean();
        Thread asking = new Thread(() -> {
            while (!enough.get()) {
                all.add(box.gate.submit(work -> "done"));
                try {
                    box.gate.withFirewall(Firewall::mode);
                } catch (Refusal e) {
                    assertThat(e).hasMessageContaining("shutting down");
                }
            }
        });
        asking.start();
        await().until(() -> all.size() > 100);
        box.close();
        enough.set(true);
        asking.join(10_000);
        assertThat(asking.isAlive()).isFalse();
        assertThat(all).allMatch(CompletableFuture::isDone);
    }

    @Test
    void a_flushed_kernel_is_mended_by_restore() {
        allow(ANN, HOME);
        box.firewall.flush();
        assertThat(box.gate.restore()).isPositive();
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
        assertThat(box.gate.restore()).isZero();
    }

    @Test
    void a_gate_that_starts_brings_the_kernel_in_line_with_the_book() {
        allow(ANN, HOME);
        box.close();
        box = new Box(folder);
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
        assertThat(box.firewall.isOpenFor("203.0.113.99")).isFalse();
    }

    @Test
    void a_closed_gate_refuses_and_finishes_what_it_took() {
        CompletableFuture<GrantDecision> taken = box.gate.submit(new AllowAddress(ANN, HOME, CALLER));
        box.close();
        assertThat(taken.join()).isInstanceOf(GrantDecision.Granted.class);
        assertThatThrownBy(() -> allow(ANN, HOTEL)).isInstanceOf(Refusal.class).hasMessageContaining("shutting down");
        box = new Box(folder);
        assertThat(box.grants()).hasSize(1);
    }

    @Test
    void accounts_are_refused_with_the_number_and_what_to_do() {
        assertThatThrownBy(() -> box.account("1001", "483920"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("1001");
        AccountNumber unknown = new AccountNumber("9");
        assertThatThrownBy(() -> box.gate.ask(Accounts.disable(unknown, "test")))
                .hasMessageContaining("account list");
        assertThatThrownBy(() -> box.gate.ask(Accounts.enable(ANN, "test"))).hasMessageContaining("enabled already");
        box.gate.ask(Accounts.delete(ANN, "test"));
        assertThatThrownBy(() -> box.gate.ask(Accounts.delete(ANN, "test"))).isInstanceOf(Refusal.class);
    }
}
