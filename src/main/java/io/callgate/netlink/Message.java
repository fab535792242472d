package io.callgate.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages to the packet filter, one behind the other. Lengths and types are in the machine's order, the numbers in
 * attributes in the network's. Whoever writes cares that the buffer is large enough.
 */
public final class Message {

    private static final int NESTED = 0x8000;

    private final ByteBuffer out;

    /** Into a new buffer on the heap. */
    public Message(int capacity) {
        this(ByteBuffer.allocate(capacity));
    }

    /** Into {@code out}, from its position on. */
    public Message(ByteBuffer out) {
        this.out = out.order(ByteOrder.nativeOrder());
    }

    /** The buffer, whose position is behind what was written. */
    public ByteBuffer buffer() {
        return out;
    }

    /** What was written, from the beginning of the buffer on. */
    public byte[] bytes() {
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    /** Begins one and returns where, for {@link #end}. */
    public int begin(int type, int flags, int sequence, byte family, int resource) {
        int start = out.position();
        out.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
        out.put(family).put((byte) 0).put((byte) (resource >>> 8)).put((byte) resource);
        return start;
    }

    public Message end(int start) {
        out.putInt(start, out.position() - start);
        return this;
    }

    /** The attribute {@code type} with these bytes, padded. */
    public Message attribute(int type, byte... value) {
        head(type, value.length).put(value);
        while ((out.position() & 3) != 0) out.put((byte) 0);
        return this;
    }

    public Message number(int type, int value) {
        head(type, 4).putInt(networkOrder(value));
        return this;
    }

    public Message number(int type, long value) {
        head(type, 8).putLong(networkOrder(value));
        return this;
    }

    /** Sixteen bytes, such as an address of IPv6. */
    public Message number(int type, long high, long low) {
        head(type, 16).putLong(networkOrder(high)).putLong(networkOrder(low));
        return this;
    }

    /** ASCII, with its zero. */
    public Message text(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.US_ASCII));
    }

    /** Begins an attribute that holds others and returns where, for {@link #unnest}. */
    public int nest(int type) {
        int start = out.position();
        out.putShort((short) 0).putShort((short) (type | NESTED));
        return start;
    }

    public Message unnest(int start) {
        out.putShort(start, (short) (out.position() - start));
        return this;
    }

    private ByteBuffer head(int type, int length) {
        return out.putShort((short) (4 + length)).putShort((short) type);
    }

    private static int networkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static long networkOrder(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }
}
