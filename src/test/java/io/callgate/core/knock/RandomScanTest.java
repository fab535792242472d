package io.callgate.core.knock;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.packet.Packet;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.testing.Trials;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A scan that tries each of N ports once, in random order, opens a key of three of them when they come one right behind the
 * other: of the N! orders, (N-3)! times (N-2) have them so, which is one in N (N-1). For the 65,535 ports of TCP that is one
 * in 4.3 thousand million scans, for keys of both protocols less.
 */
class RandomScanTest {

    private static final Address SCANNER = Address.parse("198.51.100.1");
    private static final Instant SINCE = Instant.EPOCH;
    private static final int SCANS = 10_000;

    /** Few ports, so that the arithmetic shows: some 26 of ten thousand scans of 20 ports open. */
    @Test
    void scans_of_few_ports_open_as_often_as_the_arithmetic_says() {
        int[] ports = IntStream.rangeClosed(2001, 2020).toArray();
        double expected = SCANS / (20.0 * 19);
        int opened = scans(SCANS, ports, KnockSequence.parse("tcp/2007,tcp/2019,tcp/2002"), new SplittableRandom(1));
        // Four standard deviations of Poisson's distribution.
        assertThat((double) opened).isBetween(expected - 4 * Math.sqrt(expected), expected + 4 * Math.sqrt(expected));
    }

    @Test
    void scans_of_all_ports_by_the_thousand_open_nothing() {
        int[] ports = IntStream.rangeClosed(1, 65_535).toArray();
        KnockSequence key = KnockSequence.random(3, List.of(Protocol.TCP), port -> true, new Random(2));
        assertThat(scans(Trials.of(SCANS), ports, key, new SplittableRandom(2))).isZero();
    }

    /** As fast as packets can come: all within the time of one attempt. */
    private static int scans(int scans, int[] ports, KnockSequence key, SplittableRandom random) {
        Knocks knocks = new Knocks(3);
        knocks.keys(List.of(new KnockKey.Fixed(KnockKey.BOX, key, SINCE)));
        Packet[] packets = IntStream.of(ports)
                .mapToObj(port -> new Packet(1, SCANNER, Protocol.TCP, port, new byte[0]))
                .toArray(Packet[]::new);
        int opened = 0;
        for (int scan = 0; scan < scans; scan++) {
            shuffle(packets, random);
            for (Packet packet : packets) if (knocks.hear(packet).isPresent()) opened++;
        }
        return opened;
    }

    private static void shuffle(Packet[] packets, SplittableRandom random) {
        for (int i = packets.length - 1; i > 0; i--) {
            // As nextInt(i + 1), but for one in some 10^5, and four times as fast.
            int with = (int) ((random.nextInt() & 0xffffffffL) * (i + 1) >>> 32);
            Packet swapped = packets[i];
            packets[i] = packets[with];
            packets[with] = swapped;
        }
    }
}
