package io.callgate.sight;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import io.callgate.core.address.Address;
import io.callgate.core.packet.Packet;
import io.callgate.core.service.PortRange.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadersTest {

    /** 203.0.113.7:40000 to port 5060 by UDP, "hi", and a SYN to port 7000. */
    private static final String UDP4 =
            "4500001e000040004011" + "0000" + "cb007107" + "c0000201" + "9c4013c4000a0000" + "6869";

    private static final String SYN4 =
            "45000028000040004006" + "0000" + "cb007107" + "c0000201" + "9c401b580000000000000000" + "5002ffff00000000";

    private static final String FROM6 = "20010db8000000000000000000000007" + "20010db8000000000000000000000001";

    private static Optional<Packet> read(String hex) {
        byte[] bytes = BaseEncoding.base16().decode(hex.toUpperCase(java.util.Locale.ROOT));
        return Headers.packet(bytes, 0, bytes.length, 5);
    }

    @Test
    void ipv4_with_udp_and_tcp() {
        Packet udp = read(UDP4).orElseThrow();
        assertThat(udp.atMillis()).isEqualTo(5);
        assertThat(udp.source()).isEqualTo(Address.parse("203.0.113.7"));
        assertThat(udp.protocol()).isEqualTo(Protocol.UDP);
        assertThat(udp.port()).isEqualTo(5060);
        assertThat(new String(udp.payload(), StandardCharsets.US_ASCII)).isEqualTo("hi");
        Packet syn = read(SYN4).orElseThrow();
        assertThat(syn.protocol()).isEqualTo(Protocol.TCP);
        assertThat(syn.port()).isEqualTo(7000);
        assertThat(syn.payload()).isEmpty();
        assertThat(udp.connection()).isZero();
    }

    @Test
    void a_syn_that_is_sent_again_is_of_the_same_connection_and_another_one_is_not() {
        int first = read(SYN4).orElseThrow().connection();
        assertThat(first).isNotZero().isEqualTo(read(SYN4).orElseThrow().connection());
        String otherPort = SYN4.replace("9c401b58", "9c411b58");
        String otherNumber = SYN4.replace("9c401b5800000000", "9c401b5800000001");
        assertThat(read(otherPort).orElseThrow().connection()).isNotEqualTo(first);
        assertThat(read(otherNumber).orElseThrow().connection()).isNotEqualTo(first);
    }

    @Test
    void ipv4_options_are_passed_over_and_later_fragments_have_no_ports() {
        String options =
                "4600002200004000401100" + "00" + "cb007107" + "c0000201" + "01010101" + "9c4013c4000a00006869";
        assertThat(read(options).orElseThrow().port()).isEqualTo(5060);
        assertThat(read(UDP4.replaceFirst("4000401", "2001401"))).isEmpty();
    }

    @Test
    void ipv6_with_and_without_extension_headers() {
        String udp = "9c4013c4000a00006869";
        assertThat(read("60000000000a1140" + FROM6 + udp).orElseThrow()).satisfies(packet -> {
            assertThat(packet.source()).isEqualTo(Address.parse("2001:db8::7"));
            assertThat(packet.port()).isEqualTo(5060);
        });
        String hopByHop = "6000000000120040" + FROM6 + "1100010400000000" + udp;
        assertThat(read(hopByHop).orElseThrow().port()).isEqualTo(5060);
        String first = "6000000000122c40" + FROM6 + "1100000100000000" + udp;
        assertThat(read(first).orElseThrow().port()).isEqualTo(5060);
        String later = "6000000000122c40" + FROM6 + "1100000900000000" + udp;
        assertThat(read(later)).isEmpty();
    }

    @Test
    void what_is_neither_tcp_nor_udp_or_too_short_is_nothing() {
        assertThat(read(UDP4.replaceFirst("4011", "4001"))).isEmpty();
        for (int length = 0; length < 46; length += 2)
            assertThat(read(UDP4.substring(0, length))).isEmpty();
        assertThat(read("00" + UDP4.substring(2))).isEmpty();
    }

    @Test
    void no_bytes_break_it() {
        Random random = new Random(3);
        for (int i = 0; i < 500_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 0) bytes[0] = (byte) (random.nextBoolean() ? 0x45 + random.nextInt(11) : 0x60);
            if (bytes.length > 6 && random.nextBoolean()) bytes[6] = (byte) (random.nextBoolean() ? 0 : 60);
            Headers.packet(bytes, 0, bytes.length, 1);
        }
    }
}
