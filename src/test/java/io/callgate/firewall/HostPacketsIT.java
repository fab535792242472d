package io.callgate.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host needs from anybody to work at all, made by hand: each packet is counted where it is judged. */
class HostPacketsIT {

    /** Sends twenty packets: kind, source address (empty for the link-local one), destination, and two numbers. */
    private static final String SEND = """
            import socket, struct, sys
            kind, source, to, one, two = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
            index = socket.if_nametoindex('veth0')
            for i in range(20):
                if kind == 'udp4':
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1); s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'veth0')
                    s.bind((source, one)); s.sendto(b'x', (to, two))
                elif kind == 'udp6':
                    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                    s.bind((source or '::', one)); s.sendto(b'x', (to, two, 0, index))
                elif kind == 'icmp4':
                    body = struct.pack('!BBHI', one, two, 0, 1400) + bytes(28)
                    total = sum(struct.unpack('!%dH' % (len(body) // 2), body))
                    total = (total >> 16) + (total & 0xffff); total += total >> 16
                    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
                    s.bind((source, 0)); s.sendto(body[:2] + struct.pack('!H', ~total & 0xffff) + body[4:], (to, 0))
                else:
                    s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
                    if source: s.bind((source, 0))
                    s.sendto(struct.pack('!BBHI', one, two, 0, 1400) + bytes(48), (to, 0, 0, index))
            """;

    private static Cable cable;

    @BeforeAll
    static void layTheCable() {
        Namespace.assumeAvailable("nft", "python3");
        cable = new Cable(Mode.ENFORCE);
        cable.far.addresses("169.254.169.254/32", "10.7.7.1/32");
        // Before that, the far end has no link-local address to send from.
        await().until(() -> !cable.far.ip("-6", "addr", "show", "dev", "veth0").contains("tentative"));
    }

    @AfterAll
    static void takeItAway() {
        if (cable != null) cable.close();
    }

    /** All of them are counted the moment they arrive, on the cable as in the kernel. */
    @ParameterizedTest(name = "{0} from {1} to {2} {3} {4} is counted as {5}")
    @CsvSource({
        // DHCP and DHCPv6, and what only looks like them.
        "udp4, 192.0.2.20, 192.0.2.1, 67, 68, closed",
        "udp4, 192.0.2.20, 255.255.255.255, 67, 68, host",
        "udp4, 198.18.5.5, 192.0.2.1, 67, 68, closed",
        "udp4, 169.254.169.254, 192.0.2.1, 67, 68, host",
        "udp4, 10.7.7.1, 192.0.2.1, 67, 68, host",
        "udp4, 192.0.2.20, 255.255.255.255, 68, 67, closed",
        "udp4, 192.0.2.20, 192.0.2.1, 68, 67, closed",
        "udp4, 192.0.2.20, 192.0.2.1, 67, 69, closed",
        "udp6, '', LINK, 547, 546, host",
        "udp6, 2001:db8::20, 2001:db8::1, 547, 546, closed",
        // Errors, path MTU among them; and a request that nobody needs.
        "icmp4, 192.0.2.20, 192.0.2.1, 3, 4, host",
        "icmp4, 192.0.2.20, 192.0.2.1, 11, 0, host",
        "icmp4, 192.0.2.20, 192.0.2.1, 12, 0, host",
        "icmp4, 192.0.2.20, 192.0.2.1, 13, 0, closed",
        "icmp4, 192.0.2.20, 192.0.2.1, 5, 0, closed",
        "icmp6, 2001:db8::20, 2001:db8::1, 1, 0, host",
        "icmp6, 2001:db8::20, 2001:db8::1, 2, 0, host",
        "icmp6, 2001:db8::20, 2001:db8::1, 3, 0, host",
        "icmp6, 2001:db8::20, 2001:db8::1, 4, 0, host",
        // Queries of multicast listeners come from this link; a hop limit below 255 is no neighbour's.
        "icmp6, '', ff02::1, 130, 0, host",
        "icmp6, 2001:db8::20, 2001:db8::1, 130, 0, closed",
        "icmp6, 2001:db8::20, 2001:db8::1, 135, 0, closed",
        "icmp6, 2001:db8::20, 2001:db8::1, 134, 0, closed",
        "icmp6, 2001:db8::20, 2001:db8::1, 137, 0, closed"
    })
    void each_is_judged_by_its_line(String kind, String from, String to, int one, int two, String counter) {
        long before = cable.firewall.counters().of(counter);
        String other = counter.equals("host") ? "closed" : "host";
        long others = cable.firewall.counters().of(other);
        String there = to.equals("LINK") ? linkLocal() : to;
        cable.far.run("/usr/bin/python3", "-c", SEND, kind, from, there, Integer.toString(one), Integer.toString(two));
        await().untilAsserted(
                        () -> assertThat(cable.firewall.counters().of(counter)).isGreaterThanOrEqualTo(before + 20));
        if (other.equals("closed"))
            assertThat(cable.firewall.counters().of(other)).isLessThan(others + 20);
    }

    private static String linkLocal() {
        String addresses = cable.pbx.ip("-6", "-o", "addr", "show", "dev", "veth0", "scope", "link");
        return addresses.replaceFirst("(?s).*inet6 (fe80[^/]*)/.*", "$1");
    }
}
