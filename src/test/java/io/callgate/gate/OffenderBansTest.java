package io.callgate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.callgate.testing.Box;
import io.callgate.testing.BreakableStore;
import io.callgate.testing.MemoryFirewall;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gate does with offenders. */
class OffenderBansTest {

    @TempDir
    Path folder;

    private Box box;

    @BeforeEach
    void open() {
        box = new Box(folder);
    }

    @AfterEach
    void close() {
        box.close();
    }

    private Offence offence(String address) {
        Failure last = new Failure(
                box.clock.instant().toEpochMilli(),
                Address.parse(address),
                "PJSIP",
                "1001",
                FailureKind.WRONG_PASSWORD,
                Sense.LOG,
                "");
        return new Offence(Banned.widened(last.address().asRange()), last, 5, until());
    }

    private Instant until() {
        return box.clock.instant().plus(Duration.ofHours(1));
    }

    private List<Ban> bans() {
        return box.store.read(book -> book.bans(box.clock.instant(), 10_000));
    }

    /** The kernel keeps it, and the next start would take it for nobody's. */
    @Test
    void a_ban_that_the_book_did_not_take_is_entered_when_the_gate_closes() {
        box.store.breakWriters();
        box.gate.shutOut(List.of(offence("203.0.113.7"))).join();
        await().until(() -> box.gate.fault().isEmpty() && box.firewall.bannedUntil("203.0.113.7") > 0);
        // It is tried again in a second, which does not come: the clock stands still.
        assertThat(box.count("ban")).isZero();
        box.store.mend();
        box.gate.close();
        assertThat(box.count("ban")).isEqualTo(1);
    }

    @Test
    void an_offender_is_shut_out_and_then_in_the_book_and_the_audit() {
        box.gate
                .shutOut(List.of(offence("203.0.113.66"), offence("2001:db8:1::66")))
                .join();
        assertThat(box.firewall.bannedUntil("203.0.113.66")).isEqualTo(until().toEpochMilli());
        assertThat(box.firewall.bannedUntil("2001:db8:1::/64")).isEqualTo(until().toEpochMilli());
        await().until(() -> bans().size() == 2);
        assertThat(bans()).extracting(Ban::origin).containsOnly("scanner");
        assertThat(bans())
                .extracting(Ban::reason)
                .containsOnly("5 failed attempts at PJSIP, the last wrong password as \"1001\"");
        assertThat(box.events(EventKind.BANNED)).hasSize(2);
        box.gate.restore();
        assertThat(box.firewall.bannedUntil("203.0.113.66")).isEqualTo(until().toEpochMilli());
        // It may have been somebody else in its name: what it answers to the PBX is left.
        assertThat(box.firewall.standing("203.0.113.66")).isEmpty();
    }

    /** As neighbours of this box at a hosting provider: before, none of them could be banned. */
    @Test
    void beside_who_is_never_banned_an_offender_of_ipv6_is_shut_out_alone() {
        List<AddressRange> spared = new ArrayList<>();
        box.gate.listen(new Listener() {
            @Override
            public void spared(AddressRange range) {
                spared.add(range);
            }
        });
        box.gate
                .shutOut(List.of(offence("2001:db8:53::66"), offence("2001:db8:53::53")))
                .join();
        assertThat(box.firewall.bannedUntil("2001:db8:53::66")).isEqualTo(until().toEpochMilli());
        assertThat(box.firewall.bannedUntil("2001:db8:53::/64")).isZero();
        assertThat(box.firewall.bannedUntil("2001:db8:53::53")).isZero();
        assertThat(spared)
                .as("what others there do is counted on")
                .containsExactly(AddressRange.parse("2001:db8:53::/64"));
        await().until(() -> bans().size() == 1);
    }

    @Test
    void of_those_shut_out_alone_there_are_so_many_and_no_more() {
        OffenderRange ranges = new OffenderRange();
        Instant now = box.clock.instant();
        for (int i = 0; i <= OffenderRange.MOST_ALONE; i++) {
            String address = "2001:db8:53::1:" + Integer.toHexString(i);
            AddressRange range = ranges.of(offence(address), Box.RULES.bans(), now);
            assertThat(range.isSingle()).isEqualTo(i < OffenderRange.MOST_ALONE);
        }
        assertThat(ranges.of(offence("2001:db8:53::2:1"), Box.RULES.bans(), until())
                        .isSingle())
                .as("when those are over")
                .isTrue();
    }

    /** By another writer of the book, or since the box has another address. */
    @Test
    void a_ban_in_the_book_of_who_is_never_banned_shuts_nobody_out() {
        List<String> never =
                List.of("0.0.0.0/0", "192.0.2.1", "192.0.2.0/24", "192.168.7.7", "127.0.0.0/8", "fe80::/10");
        box.store.write(book -> {
            for (String range : never)
                for (String origin : List.of("scanner", "administrator"))
                    book.addBan(AddressRange.parse(range), origin, "a slip", box.clock.instant(), Optional.empty());
            book.addBan(AddressRange.parse("203.0.113.66"), "scanner", "", box.clock.instant(), Optional.empty());
        });
        box.gate.restore();
        for (String range : never) {
            assertThat(box.firewall.bannedUntil(range)).as(range).isZero();
            assertThat(box.firewall.standing(range)).as(range).isEmpty();
        }
        assertThat(box.firewall.bannedUntil("203.0.113.66")).isPositive();
        box.gate.ask(Bans.unban(AddressRange.parse("0.0.0.0/0"), "cli root"));
        assertThat(bans()).noneMatch(ban -> ban.range().prefix() == 0);
    }

    @Test
    void a_ban_holds_while_the_book_is_away_and_is_entered_when_it_is_back() {
        MemoryFirewall kernel = new MemoryFirewall();
        BreakableStore store = new BreakableStore(box.store);
        try (Gate gate = new Gate(store, kernel, () -> Box.RULES, box.clock).start()) {
            store.breakDown();
            gate.shutOut(List.of(offence("203.0.113.66"))).join();
            assertThat(kernel.bannedUntil("203.0.113.66")).isEqualTo(until().toEpochMilli());
            // Converging from a book that does not know of it must not lift it.
            store.breakWriters();
            gate.restore();
            assertThat(kernel.bannedUntil("203.0.113.66")).isEqualTo(until().toEpochMilli());
            assertThat(bans()).isEmpty();
            store.mend();
            box.clock.forward(Duration.ofSeconds(2));
            await().until(() -> bans().size() == 1);
        }
    }

    @Test
    void a_kernel_that_refuses_gets_the_ban_with_the_next_convergence() {
        box.firewall.breakDown("netlink is gone");
        box.gate.shutOut(List.of(offence("203.0.113.66"))).join();
        assertThat(box.gate.fault()).isPresent();
        await().until(() -> bans().size() == 1);
        box.firewall.repair();
        await().until(() -> box.firewall.bannedUntil("203.0.113.66") > 0);
    }

    @Test
    void whoever_has_a_grant_is_not_banned_and_the_administrators_get_one_mail_a_day() {
        box.account("1001", "483920");
        box.gate.ask(new AllowAddress(
                new AccountNumber("1001"), Address.parse("203.0.113.7"), Caller.received("+15551234")));
        box.gate.shutOut(List.of(offence("203.0.113.7"))).join();
        await().until(() -> box.events(EventKind.GRANTED_FAILS).size() == 1);
        box.gate
                .shutOut(List.of(offence("203.0.113.7"), offence("203.0.113.8")))
                .join();
        await().until(() -> bans().size() == 1);
        assertThat(bans().get(0).range()).hasToString("203.0.113.8");
        assertThat(box.events(EventKind.GRANTED_FAILS)).hasSize(1);
        assertThat(failingMails()).isEqualTo(1);
        box.clock.forward(Duration.ofDays(1).plusSeconds(1));
        box.gate.shutOut(List.of(offence("203.0.113.7"))).join();
        await().until(() -> failingMails() == 2);
    }

    @Test
    void the_mail_names_the_account_and_what_was_tried_as() {
        box.account("1002", "483920");
        box.gate.ask(new AllowAddress(
                new AccountNumber("1002"), Address.parse("203.0.113.7"), Caller.received("+15551234")));
        box.gate.shutOut(List.of(offence("203.0.113.7"))).join();
        await().until(() -> failingMails() == 1);
        assertThat(box.events(EventKind.GRANTED_FAILS)).extracting(Event::owner).containsExactly("1002");
        assertThat(box.mails())
                .filteredOn(mail -> mail.message().subject().contains("fails to log in"))
                .singleElement()
                .satisfies(mail -> assertThat(mail.message().body())
                        .containsPattern("Let in as: +1002\n")
                        .contains(
                                "5 failed attempts at PJSIP, the last wrong password as \"1001\"",
                                "callgate why 203.0.113.7"));
    }

    /** Else it would be taken for banned, for longer each time, and could try what it likes once the grant has ended. */
    @Test
    void who_is_spared_for_a_grant_is_told_to_the_scanner() {
        box.account("1001", "483920");
        box.gate.ask(new AllowAddress(
                new AccountNumber("1001"), Address.parse("203.0.113.7"), Caller.received("+15551234")));
        ConcurrentLinkedQueue<String> spared = new ConcurrentLinkedQueue<>();
        box.gate.listen(hearing(spared));
        box.gate
                .shutOut(List.of(offence("203.0.113.7"), offence("203.0.113.8"), offence("192.168.7.7")))
                .join();
        assertThat(spared).containsExactly("203.0.113.7");
    }

    private static Listener hearing(Collection<String> spared) {
        return new Listener() {
            @Override
            public void spared(AddressRange range) {
                spared.add(range.toString());
            }
        };
    }

    private long failingMails() {
        return box.mails().stream()
                .filter(mail -> mail.message().subject().contains("203.0.113.7 is let in, but fails to log in"))
                .count();
    }

    @Test
    void the_pbx_the_lan_and_the_name_servers_are_never_banned() {
        box.gate
                .shutOut(List.of(
                        offence("192.0.2.1"), offence("192.168.7.7"), offence("127.0.0.1"), offence("203.0.113.53")))
                .join();
        box.gate.shutOut(List.of(offence("203.0.113.66"))).join();
        await().until(() -> bans().size() == 1);
        assertThat(bans().get(0).range()).hasToString("203.0.113.66");
        assertThat(box.firewall.bannedUntil("192.168.7.7")).isZero();
        assertThat(box.firewall.bannedUntil("203.0.113.53")).isZero();
    }

    @Test
    void thousands_at_once_are_entered_in_some_transactions() {
        List<Offence> many = new ArrayList<>();
        IntStream.range(0, 5_000).forEach(i -> many.add(offence("198.18." + (i >> 8) + "." + (i & 255))));
        box.gate.shutOut(many).join();
        awaitEntered(5_000);
    }

    /** What a busy machine has no time for is tried again when a second has gone by. */
    private void awaitEntered(int bans) {
        await().until(() -> {
            box.clock.forward(Duration.ofSeconds(1));
            return bans().size() == bans;
        });
    }

    @Test
    void a_book_too_slow_for_thousands_at_once_is_given_fewer() {
        box.store.takeAtMost(100);
        List<Offence> many = new ArrayList<>();
        IntStream.range(0, 500).forEach(i -> many.add(offence("198.18." + (i >> 8) + "." + (i & 255))));
        box.gate.shutOut(many).join();
        awaitEntered(500);
        assertThat(box.store.refused()).isPositive();
    }

    @Test
    void who_is_unbanned_is_told_to_the_scanner() {
        ConcurrentLinkedQueue<String> pardoned = new ConcurrentLinkedQueue<>();
        box.gate.listen(hearing(pardoned));
        box.gate.shutOut(List.of(offence("203.0.113.66"))).join();
        await().until(() -> bans().size() == 1);
        box.gate.ask(Bans.unban(Address.parse("203.0.113.66").asRange(), "cli root"));
        assertThat(pardoned).containsExactly("203.0.113.66");
        assertThat(box.firewall.bannedUntil("203.0.113.66")).isLessThanOrEqualTo(1);
    }
}
