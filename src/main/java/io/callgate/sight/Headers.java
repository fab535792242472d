package io.callgate.sight;

import io.callgate.core.address.Address;
import io.callgate.core.packet.Packet;
import io.callgate.core.service.PortRange.Protocol;
import java.util.Arrays;
import java.util.Optional;

/** Reads the headers of an IP packet (RFC 791, RFC 8200), as far as there are bytes; of a fragment only the first has ports. */
final class Headers {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int MOST_EXTENSIONS = 8;

    private final byte[] in;
    private final int from;
    private final int to;

    private Headers(byte[] in, int from, int to) {
        this.in = in;
        this.from = from;
        this.to = to;
    }

    /** The packet in these bytes; empty for what is neither TCP nor UDP, or is cut off before its ports. */
    static Optional<Packet> packet(byte[] in, int from, int to, long atMillis) {
        return new Headers(in, from, to).packet(atMillis);
    }

    private Optional<Packet> packet(long atMillis) {
        if (to - from < 20) return Optional.empty();
        int version = in[from] >>> 4 & 0xf;
        if (version == 4) return v4(atMillis);
        return version == 6 && to - from >= 40 ? v6(atMillis) : Optional.empty();
    }

    private Optional<Packet> v4(long atMillis) {
        int length = (in[from] & 0xf) * 4;
        boolean first = (number(from + 6) & 0x1fff) == 0;
        if (length < 20 || !first) return Optional.empty();
        return transport(in[from + 9] & 0xff, from + length, source(from + 12, 4), atMillis);
    }

    private Optional<Packet> v6(long atMillis) {
        int next = in[from + 6] & 0xff;
        int at = from + 40;
        for (int i = 0; i < MOST_EXTENSIONS && isExtension(next); i++) {
            if (at + 8 > to) return Optional.empty();
            boolean laterFragment = next == 44 && number(at + 2) >>> 3 != 0;
            if (laterFragment) return Optional.empty();
            int length = next == 44 ? 8 : next == 51 ? ((in[at + 1] & 0xff) + 2) * 4 : ((in[at + 1] & 0xff) + 1) * 8;
            next = in[at] & 0xff;
            at += length;
        }
        return transport(next, at, source(from + 8, 16), atMillis);
    }

    /** Hop-by-hop and destination options, routing, fragment, authentication. */
    private static boolean isExtension(int header) {
        return header == 0 || header == 43 || header == 44 || header == 51 || header == 60;
    }

    private Address source(int at, int length) {
        return Address.ofBytes(Arrays.copyOfRange(in, at, at + length));
    }

    private Optional<Packet> transport(int protocol, int at, Address source, long atMillis) {
        if (at + 4 > to || protocol != TCP && protocol != UDP) return Optional.empty();
        int port = number(at + 2);
        byte[] payload = protocol == UDP && at + 8 < to ? Arrays.copyOfRange(in, at + 8, to) : NOTHING;
        if (protocol == UDP) return Optional.of(new Packet(atMillis, source, Protocol.UDP, port, payload));
        return Optional.of(new Packet(atMillis, source, Protocol.TCP, port, payload, connection(at)));
    }

    /** Of the source port and the sequence number (RFC 9293 §3.1), as far as they came. */
    private int connection(int at) {
        if (at + 8 > to) return 0;
        int mixed = number(at) * 0x9e3779b1 ^ (number(at + 4) << 16 | number(at + 6));
        return mixed == 0 ? 1 : mixed;
    }

    private static final byte[] NOTHING = {};

    private int number(int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }
}
