package io.callgate.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.knock.Knock;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.packet.Packet;
import io.callgate.core.ring.Ring;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.gate.act.Accounts;
import io.callgate.gate.act.Knocking;
import io.callgate.gate.port.BookView;
import io.callgate.testing.Box;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DoormanTest {

    private static final AccountNumber ANN = new AccountNumber("1001");
    private static final Address PHONE = Address.parse("203.0.113.7");

    private final Random random = new Random(5);

    @TempDir
    Path folder;

    private Box box;
    private Doorman doorman;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "271828");
        doorman = new Doorman(box.gate, Set::of, random).start();
        await().until(() -> box.gate.read(BookView::doorbells).containsKey(ANN));
    }

    @AfterEach
    void close() {
        box.store.mend();
        doorman.close();
        box.close();
    }

    private void see(Address from, Protocol protocol, int port, String payload) {
        doorman.see(new Packet(
                box.clock.instant().toEpochMilli(), from, protocol, port, payload.getBytes(StandardCharsets.UTF_8)));
    }

    private KnockKey rotate(boolean once) {
        return box.gate.ask(Knocking.rotate(
                new Owner("1001"), new Knocking.Form(once, 3, List.of(Protocol.values())), Set.of(), random, "test"));
    }

    private void knock(KnockKey key, Address from) {
        for (Knock knock : key.turns().findFirst().orElseThrow().sequence().knocks())
            see(from, knock.protocol(), knock.port(), "x");
    }

    private static String register(String user) {
        return "REGISTER sip:pbx SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060\r\nFrom: <sip:" + user
                + "@pbx>;tag=1\r\nTo: <sip:" + user + "@pbx>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n\r\n";
    }

    private List<Address> rings() {
        return doorman.rings(ANN).stream().map(Ring::address).toList();
    }

    @Test
    void who_knocks_right_is_let_in_at_once_after_the_key_was_made() {
        knock(rotate(false), PHONE);
        await().until(() -> box.grants().size() == 1);
        assertThat(box.grants().get(0).range()).isEqualTo(PHONE.asRange());
        assertThat(doorman.heard()).isEqualTo(1);
        await().until(() -> doorman.opened() == 1);
    }

    @Test
    void a_phone_that_tries_again_does_not_spoil_the_knock_behind_the_same_address() {
        List<Knock> knocks =
                rotate(false).turns().findFirst().orElseThrow().sequence().knocks();
        for (Knock knock : knocks) {
            see(PHONE, Protocol.UDP, 5060, register("1001"));
            see(PHONE, knock.protocol(), knock.port(), "");
        }
        await().until(() -> box.grants().size() == 1);
    }

    @Test
    void a_captured_one_time_knock_opens_nothing() {
        KnockKey key = rotate(true);
        knock(key, PHONE);
        await().until(() -> box.grants().size() == 1);
        knock(key, Address.parse("203.0.113.8"));
        KnockKey next = box.gate.read(book -> book.knockKey(new Owner("1001"))).orElseThrow();
        knock(next, Address.parse("203.0.113.9"));
        await().until(() -> box.grants().size() == 2);
        assertThat(box.grants()).extracting(g -> g.range().toString()).containsExactly("203.0.113.7", "203.0.113.9");
    }

    @Test
    void a_phone_rings_by_its_extension_a_browser_by_the_doorbell_and_tcp_without_a_name() {
        see(Address.parse("2001:db8::9"), Protocol.TCP, 5061, "");
        assertThat(rings()).containsExactly(Address.parse("2001:db8::9"));
        see(PHONE, Protocol.UDP, 5060, register("1001"));
        see(Address.parse("203.0.113.66"), Protocol.UDP, 5060, register("1002"));
        see(Address.parse("203.0.113.67"), Protocol.UDP, 5060, "what is this?");
        assertThat(rings()).containsExactly(PHONE);
        int port = box.gate.read(BookView::doorbells).get(ANN);
        see(Address.parse("2001:db8::7"), Protocol.TCP, port, "");
        see(Address.parse("2001:db8::8"), Protocol.UDP, port, "");
        assertThat(rings()).containsExactlyInAnyOrder(PHONE, Address.parse("2001:db8::7"));
    }

    @Test
    void who_scans_all_ports_rings_as_who_guesses_an_extension() {
        int port = box.gate.read(BookView::doorbells).get(ANN);
        for (int i = 0; i < 60; i++) see(PHONE, Protocol.TCP, 443, "");
        see(PHONE, Protocol.TCP, port, "");
        assertThat(doorman.rings(ANN).get(0).means()).as("a browser").isEqualTo(Ring.Means.DOORBELL);
        for (int i = 0; i < 30; i++) see(PHONE, Protocol.TCP, port == 30_000 + i ? 29_999 : 30_000 + i, "");
        assertThat(doorman.rings(ANN).get(0).means()).isEqualTo(Ring.Means.EXTENSION);
    }

    @Test
    void a_disabled_account_is_not_rung_for_and_its_knock_opens_nothing() {
        KnockKey key = rotate(false);
        box.gate.ask(Accounts.disable(ANN, "test"));
        see(PHONE, Protocol.UDP, 5060, register("1001"));
        knock(key, PHONE);
        assertThat(rings()).isEmpty();
        assertThat(doorman.heard()).isZero();
    }

    @Test
    void a_book_that_is_away_leaves_what_was_known() {
        see(PHONE, Protocol.UDP, 5060, register("1001"));
        box.store.breakDown();
        see(Address.parse("203.0.113.8"), Protocol.UDP, 5060, register("1001"));
        assertThat(rings()).hasSize(2);
        box.store.mend();
    }

    @Test
    void a_book_that_is_away_is_not_asked_again_with_every_packet_of_a_flood() {
        box.store.breakReaders();
        KnockKey key = rotate(false);
        for (int i = 0; i < 10_000; i++) see(PHONE, Protocol.TCP, 30_000, "");
        assertThat(box.store.refused()).isBetween(1, 20);
        box.store.mend();
        await().untilAsserted(() -> {
            knock(key, PHONE);
            assertThat(box.grants()).hasSize(1);
        });
    }

    /** A look at the book that takes half a minute must not hold up what is known without it. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_look_at_the_book_that_hangs_holds_up_neither_packets_nor_the_gate() {
        KnockKey key = rotate(false);
        see(PHONE, Protocol.UDP, 5060, register("1001"));
        assertThat(rings()).hasSize(1);
        box.store.hangReadersOn("doorman");
        try {
            await().until(box.store::isWaitedFor);
            knock(key, PHONE);
            await().until(() -> doorman.opened() == 1);
            box.gate.submit(work -> true).orTimeout(5, TimeUnit.SECONDS).join();
        } finally {
            box.store.mend();
        }
        assertThat(box.grants()).hasSize(1);
    }

    @Test
    void a_fault_while_it_looks_does_not_keep_it_from_looking_again() {
        doorman.close();
        box.account("1002", "271828");
        AtomicInteger asked = new AtomicInteger();
        Supplier<Set<Integer>> failing = () -> {
            if (asked.incrementAndGet() == 1) throw new IllegalStateException("no port is free");
            return Set.of();
        };
        doorman = new Doorman(box.gate, failing, random).start();
        await().until(() -> box.gate.read(BookView::doorbells).containsKey(new AccountNumber("1002")));
        assertThat(asked.get()).isGreaterThan(1);
    }
}
