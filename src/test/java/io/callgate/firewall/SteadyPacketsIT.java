package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static io.callgate.firewall.Standings.banned;
import static io.callgate.firewall.Standings.bannedUntil;
import static io.callgate.firewall.Standings.open;
import static io.callgate.firewall.Standings.openUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.Cable.Family;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Namespace;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No packet is misjudged while the rules change under it. */
class SteadyPacketsIT {

    private static final Duration TIME = Duration.ofSeconds(5);

    private final AtomicBoolean done = new AtomicBoolean();

    /** Sends about a thousand packets a second to a port of its own, and counts those that arrive. */
    private final class Probe {
        final AtomicInteger arrived = new AtomicInteger();
        final CompletableFuture<Integer> sent;

        Probe(Cable cable, String from, String to, int port) {
            DatagramSocket server = Cable.udp(cable.pbx, to, port);
            DatagramSocket client = Cable.udp(cable.far, from, 0);
            cable.pbx.start("receives", () -> {
                while (!server.isClosed()) if (!Cable.receive(server, 200).isEmpty()) arrived.incrementAndGet();
                return null;
            });
            sent = cable.far.start("sends", () -> {
                int count = 0;
                for (; !done.get(); count++) {
                    Cable.send(client, "p", to, port);
                    LockSupport.parkNanos(900_000);
                }
                return count;
            });
        }
    }

    private static List<RangeOpenings> thousand(int round, Instant end) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> openUntil(end, "100." + (64 + round % 60) + "." + i / 250 + "." + i % 250, "sip", "rtp"))
                .toList();
    }

    @Test
    void no_packet_is_misjudged_while_the_daemon_takes_over_what_the_box_loaded_at_its_start(@TempDir Path folder) {
        Namespace.assumeAvailable("nft");
        try (Cable cable = new Cable()) {
            Instant now = Instant.now();
            List<RangeOpenings> book = List.of(
                    open(Family.V4.phone, "sip"),
                    openUntil(now.plusSeconds(1000), Family.V6.phone, "sip"),
                    openUntil(now.plusSeconds(1000), "198.18.0.0/15", "sip"));
            BootScript script = new BootScript(cable.pbx, folder);
            script.state("enforce");
            script.table("boot.nft", Mode.ENFORCE, book, now);
            script.run("sh").orFail();
            List<Probe> granted = List.of(
                    new Probe(cable, Family.V4.phone, Family.V4.pbx, 5060),
                    new Probe(cable, Family.V6.phone, Family.V6.pbx, 5061),
                    new Probe(cable, "198.18.5.5", "198.18.0.1", 5062));
            List<Probe> denied = List.of(
                    new Probe(cable, Family.V4.stranger, Family.V4.pbx, 5063),
                    new Probe(cable, Family.V6.stranger, Family.V6.pbx, 5064));
            await().until(() -> granted.stream().allMatch(probe -> probe.arrived.get() > 500));
            cable.firewall.converge(book, NO_BANS, Instant.now());
            for (int i = 0; i < 20; i++) cable.another(Mode.ENFORCE).converge(book, NO_BANS, Instant.now());
            await().until(() -> granted.stream().allMatch(probe -> probe.arrived.get() > 1500));
            done.set(true);
            for (Probe probe : granted) {
                int sent = probe.sent.join();
                await().untilAsserted(() -> assertThat(probe.arrived).hasValue(sent));
            }
            for (Probe probe : denied) assertThat(probe.arrived).hasValue(0);
        }
    }

    @Test
    void no_packet_is_misjudged_while_grants_come_and_go() {
        Namespace.assumeAvailable("nft");
        try (Cable cable = new Cable(Mode.ENFORCE)) {
            NftFirewall firewall = cable.firewall;
            Instant now = Instant.now();
            RangeOpenings phone4 = open(Family.V4.phone, "sip");
            RangeOpenings phone6 = open(Family.V6.phone, "sip");
            RangeOpenings wide = openUntil(now.plusSeconds(1000), "198.18.0.0/15", "sip");
            firewall.converge(List.of(phone4, phone6, wide), NO_BANS, now);
            List<Probe> granted = List.of(
                    new Probe(cable, Family.V4.phone, Family.V4.pbx, 5060),
                    new Probe(cable, Family.V6.phone, Family.V6.pbx, 5061),
                    new Probe(cable, "198.18.5.5", "198.18.0.1", 5062));
            List<Probe> denied = List.of(
                    new Probe(cable, Family.V4.stranger, Family.V4.pbx, 5063),
                    new Probe(cable, Family.V6.stranger, Family.V6.pbx, 5064));
            int rounds = 0;
            // What changes is around the probed addresses and of themselves: their ends, their services, the ranges.
            for (Instant end = now.plus(TIME); Instant.now().isBefore(end); rounds++) {
                Instant later = now.plusSeconds(3600 + 10L * rounds);
                String other = "203.0.113." + rounds % 250;
                RangeOpenings narrow = openUntil(later, "198.18.5.0/24", "sip", "rtp");
                firewall.apply(
                        List.of(open(other, "sip"), openUntil(later, Family.V4.phone, "sip", "rtp")), NO_BANS, now);
                firewall.apply(List.of(narrow, openUntil(later, Family.V6.phone, "sip")), NO_BANS, now);
                firewall.apply(List.of(phone4, phone6, RangeOpenings.none(AddressRange.parse(other))), NO_BANS, now);
                firewall.apply(List.of(RangeOpenings.none(AddressRange.parse("198.18.5.0/24"))), NO_BANS, now);
                firewall.converge(List.of(phone4, phone6, wide, open("198.18.5.5", "rtp")), NO_BANS, now);
                firewall.mode(Mode.ENFORCE, Optional.empty(), Instant.now());
                // A thousand grants come, some of them bans' as well, and go again; a ban of a granted address changes
                // nothing.
                firewall.apply(
                        thousand(rounds, later), banned(Family.V4.phone, Family.V4.stranger, "2001:db8::/64"), now);
                firewall.apply(List.of(), bannedUntil(later, "198.18.0.0/16", "203.0.113.9"), now);
                firewall.converge(
                        List.of(phone4, phone6, wide), rounds % 2 == 0 ? NO_BANS : banned(Family.V4.phone), now);
                // Another firewall object knows nothing of the rules in the kernel, and writes them anew.
                if (rounds % 20 == 0) cable.another(Mode.ENFORCE).converge(List.of(phone4, phone6, wide), NO_BANS, now);
            }
            done.set(true);
            for (Probe probe : granted) {
                int sent = probe.sent.join();
                await().untilAsserted(() -> assertThat(probe.arrived).hasValue(sent));
                assertThat(sent).isGreaterThan(1000);
            }
            for (Probe probe : denied) assertThat(probe.arrived).hasValue(0);
            System.out.println("firewall: no packet misjudged in " + rounds + " rounds of changes, "
                    + granted.get(0).arrived + " packets a probe");
        }
    }
}
