package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static io.callgate.firewall.Standings.banned;
import static io.callgate.firewall.Standings.open;
import static io.callgate.testing.RawSender.ACK;
import static io.callgate.testing.RawSender.FIN;
import static io.callgate.testing.RawSender.RST;
import static io.callgate.testing.RawSender.SYN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.address.Address;
import io.callgate.core.knock.Knocks;
import io.callgate.core.packet.Packet;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.firewall.Cable.Family;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.sight.Nflog;
import io.callgate.testing.Namespace;
import io.callgate.testing.RawSender;
import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of the packets on a cable the program gets to see. */
class SightIT {

    private static final int MARKER_PORT = 9_999;

    private final Instant now = Instant.now();
    private final LinkedBlockingQueue<Packet> seen = new LinkedBlockingQueue<>();
    private final List<Nflog> readers = new ArrayList<>();
    private Cable cable;
    private RawSender sender;

    @BeforeEach
    void layTheCable() {
        Namespace.assumeAvailable("nft");
        cable = new Cable(Mode.ENFORCE);
        sender = RawSender.between(cable.far, cable.pbx);
    }

    @AfterEach
    void takeItAway() {
        readers.forEach(Nflog::close);
        if (sender != null) sender.close();
        if (cable != null) cable.close();
    }

    /** One that reads already. */
    private Nflog look(Consumer<Packet> sink) {
        Nflog reader = start(sink);
        await().until(() -> reader.fault().isEmpty()
                && cable.pbx.run("cat", "/proc/net/netfilter/nfnetlink_log").contains("" + Ruleset.SIGHT_GROUP));
        return reader;
    }

    private Nflog start(Consumer<Packet> sink) {
        Nflog reader = new Nflog(Ruleset.SIGHT_GROUP, InstantSource.system(), sink);
        readers.add(reader);
        return cable.pbx.call(reader::start);
    }

    private static byte[] bytes(String address) {
        return Address.parse(address).toInetAddress().getAddress();
    }

    private void tcp(Family f, String from, int port, int flags) {
        sender.send(RawSender.tcp(bytes(from), bytes(f.pbx), port, flags));
    }

    private void udp(Family f, String from, int port, String payload) {
        sender.send(RawSender.udp(bytes(from), bytes(f.pbx), port, payload.getBytes(US_ASCII)));
    }

    /** Of nobody who has or had anything to do with the PBX. */
    private static String witness(Family f) {
        return f == Family.V6 ? "2001:db8:9::9" : "198.18.77.77";
    }

    /** All that were seen, up to a packet of the witness that is sent now. */
    private List<Packet> seenUntilNow(Family f) throws InterruptedException {
        tcp(f, witness(f), MARKER_PORT, SYN);
        List<Packet> all = new ArrayList<>();
        while (true) {
            Packet packet = seen.poll(5, TimeUnit.SECONDS);
            assertThat(packet).as("the witness's packet").isNotNull();
            if (packet.port() == MARKER_PORT) return all;
            all.add(packet);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_strangers_first_packets_are_seen(Family f) throws InterruptedException {
        look(seen::add);
        String register = "REGISTER sip:pbx SIP/2.0\r\n" + "x".repeat(1_300);

        tcp(f, f.stranger, 7_000, SYN);
        udp(f, f.stranger, 7_001, "y".repeat(1_300));
        udp(f, f.stranger, 5_060, register);

        List<Packet> packets = seenUntilNow(f);
        assertThat(packets).extracting(Packet::source).containsOnly(Address.parse(f.stranger));
        assertThat(packets).extracting(Packet::protocol).containsExactly(Protocol.TCP, Protocol.UDP, Protocol.UDP);
        assertThat(packets).extracting(Packet::port).containsExactly(7_000, 7_001, 5_060);
        assertThat(packets.get(0).payload()).isEmpty();
        assertThat(packets.get(1).payload()).as("headers are enough").hasSizeLessThan(128);
        assertThat(new String(packets.get(2).payload(), US_ASCII)).isEqualTo(register);
        assertThat(packets).allSatisfy(packet -> assertThat(Instant.ofEpochMilli(packet.atMillis()))
                .isBetween(now.minusMillis(1), Instant.now()));
    }

    @ParameterizedTest
    @EnumSource
    void what_begins_nothing_is_not_seen(Family f) throws InterruptedException {
        look(seen::add);
        for (int flags : new int[] {ACK, RST, FIN, SYN | ACK, RST | ACK, FIN | ACK, SYN | FIN, SYN | RST, 0})
            tcp(f, f.stranger, 7_000, flags);
        assertThat(cable.pings(f.stranger, f.pbx)).isTrue();
        assertThat(seenUntilNow(f)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void neither_the_granted_nor_the_lan_nor_the_banned_nor_replies_are_seen(Family f)
            throws InterruptedException, IOException {
        look(seen::add);
        String bannedClient = f == Family.V6 ? "2001:db8:bad::/64" : "198.18.66.66";
        String bannedAddress = f == Family.V6 ? "2001:db8:bad::6" : "198.18.66.66";
        cable.firewall.apply(List.of(open(f.phone, "sip")), banned(bannedClient), now);
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5_065);
                DatagramSocket trunk = Cable.udp(cable.far, f.stranger, 5_065)) {
            Cable.send(asterisk, "OPTIONS", f.stranger, 5_065);
            assertThat(Cable.receive(trunk, 5_000)).isEqualTo("OPTIONS");
            Cable.send(trunk, "200", f.pbx, 5_065);
            assertThat(Cable.receive(asterisk, 5_000)).isEqualTo("200");
        }
        udp(f, f.phone, 5_060, "REGISTER");
        tcp(f, f.phone, 5_061, SYN);
        tcp(f, f.lan, 7_000, SYN);
        udp(f, bannedAddress, 5_060, "REGISTER");
        tcp(f, bannedAddress, 7_000, SYN);
        assertThat(seenUntilNow(f)).isEmpty();
        // What nothing allows is seen of the granted, too.
        tcp(f, f.phone, 7_000, SYN);
        assertThat(seenUntilNow(f)).extracting(Packet::port).containsExactly(7_000);
    }

    @ParameterizedTest
    @EnumSource
    void observing_sees_what_enforcing_would_drop(Family f) throws InterruptedException {
        look(seen::add);
        cable.firewall.mode(Mode.OBSERVE, Optional.empty(), now);
        assertThat(cable.udpPasses(f.stranger, f.pbx, 5_060)).isTrue();
        assertThat(cable.tcpPasses(f.stranger, f.pbx, 22)).isTrue();
        assertThat(seenUntilNow(f)).extracting(Packet::port).containsExactly(5_060, 22);
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_goes_on_without_a_grant_hides_nobody(Family f) throws InterruptedException {
        look(seen::add);
        for (int i = 0; i < 500; i++) udp(f, f.phone, 12_000, "media");
        assertThat(seenUntilNow(f)).isEmpty();
        udp(f, f.phone, 5_060, "REGISTER");
        assertThat(seenUntilNow(f)).extracting(Packet::port).containsExactly(5_060);
    }

    /** What is hidden of a source must be longer than what a knock may take, or the rest could be one. */
    @Test
    void whoever_sprays_is_hidden_for_longer_than_a_knock_may_take_and_nobody_else() throws InterruptedException {
        look(seen::add);
        for (Family f : Family.values()) {
            for (int port = 20_001; port <= 20_500; port++) tcp(f, f.stranger, port, SYN);
            assertThat(seenUntilNow(f)).as("of 500 at once").hasSizeBetween(30, 200);
            tcp(f, f == Family.V6 ? "2001:db8::dead" : f.stranger, 7_000, SYN);
            udp(f, f.stranger, 7_000, "");
            assertThat(seenUntilNow(f)).isEmpty();
        }
        long since = System.nanoTime();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (Family f : Family.values()) {
                        tcp(f, f.stranger, 7_000, SYN);
                        boolean still = seenUntilNow(f).isEmpty();
                        if (still) return false;
                    }
                    return true;
                });
        assertThat((System.nanoTime() - since) / 1_000_000).isGreaterThan(Knocks.WITHIN_MILLIS + 5_000);
    }

    /** Sixty thousand forged sources, none of which sends too much, while the reader does nothing. */
    @Test
    void what_came_too_fast_is_counted_and_what_comes_after_it_is_seen() throws InterruptedException {
        CountDownLatch free = new CountDownLatch(1);
        Nflog reader = look(packet -> {
            seen.add(packet);
            awaitUninterruptibly(free);
        });
        byte[] pbx = bytes(Family.V4.pbx);
        for (int i = 0; i < 60_000; i++)
            sender.send(RawSender.tcp(new byte[] {(byte) 198, 19, (byte) (i >> 8), (byte) i}, pbx, 7_000, SYN));
        free.countDown();
        await().until(() -> {
            tcp(Family.V4, witness(Family.V4), MARKER_PORT, SYN);
            return seen.stream().anyMatch(packet -> packet.port() == MARKER_PORT);
        });
        assertThat(reader.lost()).isPositive();
        assertThat(reader.seen() + reader.lost()).isBetween(20_000L, 60_200L);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_group_that_another_program_has_is_told_and_taken_over_once_it_is_free() throws InterruptedException {
        Nflog first = look(packet -> {});
        Nflog second = start(seen::add);
        await().until(() -> second.fault().isPresent());
        assertThat(second.fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("4573").contains("another program has it"));
        first.close();
        await().until(() -> second.fault().isEmpty());
        tcp(Family.V4, Family.V4.stranger, 7_000, SYN);
        assertThat(seenUntilNow(Family.V4)).hasSize(1);
    }

    @Test
    void a_ruleset_that_was_flushed_shows_packets_again_once_it_is_mended() throws InterruptedException {
        look(seen::add);
        cable.pbx.run("nft", "flush ruleset");
        tcp(Family.V4, Family.V4.stranger, 7_000, SYN);
        assertThat(cable.firewall.mend(Instant.now())).isPresent();
        tcp(Family.V4, Family.V4.stranger, 7_001, SYN);
        assertThat(seenUntilNow(Family.V4)).extracting(Packet::port).containsExactly(7_001);
    }

    @Test
    void what_the_kernel_enters_by_itself_is_no_damage_and_reloads_nothing() throws InterruptedException {
        look(seen::add);
        String rules = cable.pbx.run("nft", "-a", "list", "chain", "inet", "callgate", "sight");
        for (int port = 20_001; port <= 20_500; port++) tcp(Family.V4, Family.V4.stranger, port, SYN);
        assertThat(seenUntilNow(Family.V4)).isNotEmpty();
        assertThat(cable.pbx.run("nft", "list", "set", "inet", "callgate", "spray4"))
                .contains(Family.V4.stranger);
        assertThat(cable.firewall.mend(Instant.now())).isEmpty();
        assertThat(cable.firewall.converge(List.of(), NO_BANS, Instant.now())).isZero();
        assertThat(cable.pbx.run("nft", "-a", "list", "chain", "inet", "callgate", "sight"))
                .isEqualTo(rules);
    }

    @Test
    void closing_ends_within_a_moment_and_frees_the_group() {
        Nflog reader = look(packet -> {});
        reader.close();
        assertThat(cable.pbx.run("cat", "/proc/net/netfilter/nfnetlink_log")).doesNotContain("" + Ruleset.SIGHT_GROUP);
    }
}
