package io.callgate.testing;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Puts whole IP packets on a cable, whoever they claim to be from. Not for several threads. */
public final class RawSender implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int ENOBUFS = 105;

    private final int socket;
    private final Memory address = new Memory(20);
    private final Memory packet = new Memory(2048);

    /** The C library's calls that Java lacks. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int socket(int domain, int type, int protocol) throws LastErrorException;

        static native int if_nametoindex(String name) throws LastErrorException;

        static native NativeLong sendto(
                int socket, Pointer buffer, NativeLong length, int flags, Pointer address, int addressLength)
                throws LastErrorException;

        static native int close(int socket) throws LastErrorException;
    }

    /** In the network namespace of this thread, on {@code veth0}; {@code mac} is that of the cable's other end. */
    public RawSender(String mac) {
        socket = C.socket(AF_PACKET, SOCK_DGRAM, 0);
        address.clear();
        address.setShort(0, (short) AF_PACKET);
        address.setInt(4, C.if_nametoindex("veth0"));
        address.setByte(11, (byte) 6);
        address.write(12, HexFormat.ofDelimiter(":").parseHex(mac), 0, 6);
    }

    public static RawSender between(Namespace from, Namespace to) {
        String mac = macOf(to);
        return from.call(() -> new RawSender(mac));
    }

    public static String macOf(Namespace end) {
        String link = end.ip("-o", "link", "show", "veth0");
        return link.replaceFirst("(?s).*link/ether ([0-9a-f:]{17}) .*", "$1");
    }

    public void send(byte[] ip) {
        boolean v6 = (ip[0] & 0xf0) == 0x60;
        address.setByte(2, (byte) (v6 ? 0x86 : 0x08));
        address.setByte(3, (byte) (v6 ? 0xdd : 0x00));
        packet.write(0, ip, 0, ip.length);
        while (true) {
            try {
                C.sendto(socket, packet, new NativeLong(ip.length), 0, address, (int) address.size());
                return;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != ENOBUFS) throw e;
            }
        }
    }

    @Override
    public void close() {
        C.close(socket);
    }

    /** Flags of TCP. */
    public static final int FIN = 1;

    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int ACK = 16;

    /** A TCP packet without data. */
    public static byte[] tcp(byte[] from, byte[] to, int port, int flags) {
        ByteBuffer segment = ByteBuffer.allocate(20);
        segment.putShort((short) 40_000).putShort((short) port).putInt(1).putInt((flags & ACK) != 0 ? 1 : 0);
        segment.put((byte) 0x50).put((byte) flags).putShort((short) 64_240);
        return ip(from, to, 6, 16, segment.array());
    }

    public static byte[] udp(byte[] from, byte[] to, int port, byte[] payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short) 40_000).putShort((short) port).putShort((short) datagram.capacity());
        datagram.putShort((short) 0).put(payload);
        return ip(from, to, 17, 6, datagram.array());
    }

    private static byte[] ip(byte[] from, byte[] to, int protocol, int sumAt, byte[] data) {
        boolean v6 = from.length == 16;
        int header = v6 ? 40 : 20;
        ByteBuffer out = ByteBuffer.allocate(header + data.length);
        if (v6)
            out.putInt(0x60000000)
                    .putShort((short) data.length)
                    .put((byte) protocol)
                    .put((byte) 64);
        else
            out.putInt(0x45000000 | header + data.length)
                    .putInt(0)
                    .put((byte) 64)
                    .put((byte) protocol)
                    .putShort((short) 0);
        out.put(from).put(to).put(data);
        long pseudo = sum(from, 0, from.length) + sum(to, 0, to.length) + protocol + data.length;
        out.putShort(header + sumAt, folded(pseudo + sum(data, 0, data.length)));
        if (!v6) out.putShort(10, folded(sum(out.array(), 0, header)));
        return out.array();
    }

    private static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) sum += (bytes[i] & 0xffL) << ((i - from) % 2 == 0 ? 8 : 0);
        return sum;
    }

    private static short folded(long sum) {
        long folded = sum;
        while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
        return (short) ~folded;
    }
}
