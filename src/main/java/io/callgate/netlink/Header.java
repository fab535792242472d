package io.callgate.netlink;

import java.nio.ByteBuffer;

/**
 * The beginning of every message: its length (4 bytes), type (2), flags (2), sequence number (4) and the sender's port (4), in
 * the machine's order. Numbers are those of {@code linux/netlink.h}; those of the packet filter go on with four bytes more
 * ({@code struct nfgenmsg} of {@code linux/netfilter/nfnetlink.h}).
 */
public final class Header {

    public static final int LENGTH = 16;

    /** With the packet filter's own: family, version and resource. */
    public static final int NETFILTER_LENGTH = 20;

    public static final int TYPE_AT = 4;
    public static final int FLAGS_AT = 6;
    public static final int SEQUENCE_AT = 8;
    public static final int PORT_AT = 12;
    public static final int FAMILY_AT = 16;
    public static final int RESOURCE_AT = 18;

    public static final int REQUEST = 1;
    public static final int ACKNOWLEDGE = 4;
    public static final int DUMP = 0x300;
    public static final int CREATE = 0x400;

    /** In an answer: something changed while the kernel told it. */
    public static final int DUMP_INTERRUPTED = 0x10;

    public static final int TYPE_ERROR = 2;
    public static final int TYPE_DONE = 3;

    /** {@code NFPROTO_INET}: IPv4 and IPv6. */
    public static final byte INET = 1;

    private Header() {}

    /** Where the message after the one at {@code at} begins: past its length, padded to four, and never at the same place. */
    public static int next(ByteBuffer in, int at) {
        return at + Math.max(LENGTH, in.getInt(at) + 3 & ~3);
    }

    public static int type(ByteBuffer in, int at) {
        return in.getShort(at + TYPE_AT) & 0xffff;
    }

    /** The error number in a message of type {@link #TYPE_ERROR} or {@link #TYPE_DONE}; 0 when all was done. */
    public static int error(ByteBuffer in, int at) {
        return -in.getInt(at + LENGTH);
    }
}
