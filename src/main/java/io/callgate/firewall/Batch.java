package io.callgate.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.callgate.core.address.Address;
import io.callgate.gate.port.FirewallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Changes elements of hash sets in one transaction of the kernel, in a tenth of the time that libnftables takes, which reads
 * all sets before it adds an element to one. Done whole or not at all. Numbers are those of {@code linux/netfilter/nfnetlink.h}
 * and {@code nf_tables.h}.
 */
final class Batch implements AutoCloseable {

    private static final short BEGIN = 0x10;
    private static final short END = 0x11;
    private static final short NEW_ELEMENTS = 10 << 8 | 12;
    private static final short DELETE_ELEMENTS = 10 << 8 | 14;
    private static final short REQUEST = 1;
    private static final short ACKNOWLEDGE = 4;
    private static final short CREATE = 0x400;
    private static final int ERROR = 2;
    private static final int NESTED = 0x8000;
    private static final byte INET = 1;

    /** The length of an attribute has 16 bits, and the largest element, with its comment, some 200 bytes. */
    private static final int ELEMENTS_IN_ONE = 300;

    private static final int LARGEST_ELEMENT = 256;
    private static final int SEND_BYTES = 64 << 20;

    private final int socket;
    private final Memory answer = new Memory(64 * 1024);
    private Memory memory = new Memory(64 * 1024);
    private ByteBuffer out = buffer(memory);
    private int sequence;
    private int lastMessage;
    private boolean closed;

    Batch() {
        try {
            socket = LibC.netfilterSocket();
            LibC.sendBuffer(socket, SEND_BYTES);
        } catch (LastErrorException e) {
            throw new FirewallException("netlink: no socket to the kernel's packet filter: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer buffer(Memory memory) {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    }

    /**
     * Runs what was collected for hash sets.
     *
     * @param step what is being tried, for the message when it fails
     */
    void run(String step, Map<GateSet, Changes.OfSet> changes, long nowMillis) {
        if (closed) throw new FirewallException(step + ": the firewall is closed");
        begin(changes.values().stream().mapToInt(Changes.OfSet::size).sum());
        changes.forEach((set, of) -> {
            elements(NEW_ELEMENTS, set, of.revived(), nowMillis);
            elements(DELETE_ELEMENTS, set, of.deleted(), nowMillis);
            elements(NEW_ELEMENTS, set, of.added(), nowMillis);
        });
        // The kernel answers this one when it has done all, and those before it that it refuses.
        out.putShort(lastMessage + 6, (short) (out.getShort(lastMessage + 6) | ACKNOWLEDGE));
        int last = out.getInt(lastMessage + 8);
        frame(END);
        send(step, last);
    }

    private void begin(int elements) {
        long size = 4096L + (long) elements * LARGEST_ELEMENT;
        if (memory.size() < size) {
            memory = new Memory(size);
            out = buffer(memory);
        }
        out.clear();
        frame(BEGIN);
    }

    private void frame(short type) {
        int start = message(type, REQUEST, (byte) 0);
        // The subsystem of all that stands between, in network order.
        out.putShort(start + 18, Short.reverseBytes((short) 10));
        end(start);
    }

    private int message(short type, short flags, byte family) {
        int start = out.position();
        out.putInt(0).putShort(type).putShort(flags).putInt(++sequence).putInt(0);
        out.put(family).put((byte) 0).putShort((short) 0);
        return start;
    }

    private void end(int start) {
        out.putInt(start, out.position() - start);
    }

    private void elements(short type, GateSet set, List<Element> elements, long nowMillis) {
        for (int from = 0; from < elements.size(); from += ELEMENTS_IN_ONE) {
            List<Element> some = elements.subList(from, Math.min(elements.size(), from + ELEMENTS_IN_ONE));
            lastMessage = message(type, type == NEW_ELEMENTS ? (short) (REQUEST | CREATE) : REQUEST, INET);
            text(1, Kernel.TABLE);
            text(2, set.name());
            int list = nest(3);
            for (Element element : some) element(element, type == NEW_ELEMENTS, nowMillis);
            unnest(list);
            end(lastMessage);
        }
    }

    private void element(Element element, boolean whole, long nowMillis) {
        int nest = nest(1);
        int key = nest(1);
        address(element.first());
        unnest(key);
        if (whole && element.endMillis() != Element.FOR_EVER)
            out.putShort((short) 12)
                    .putShort((short) 4)
                    .putLong(networkOrder(Math.max(1, element.endMillis() - nowMillis)));
        if (whole && !element.comment().isEmpty()) comment(element.comment());
        unnest(nest);
    }

    private static long networkOrder(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    private void address(Address address) {
        out.putShort((short) (address.isV6() ? 20 : 8)).putShort((short) 1);
        if (address.isV6()) out.putLong(networkOrder(address.high())).putLong(networkOrder(address.low()));
        else out.putInt((int) (networkOrder(address.low()) >>> 32));
    }

    /** As libnftables keeps it: user data with type 0, length, and the text with its end. */
    private void comment(String comment) {
        byte[] bytes = (comment + '\0').getBytes(StandardCharsets.US_ASCII);
        out.putShort((short) (4 + 2 + bytes.length)).putShort((short) 6);
        out.put((byte) 0).put((byte) bytes.length).put(bytes);
        pad();
    }

    private void text(int type, String value) {
        byte[] bytes = (value + '\0').getBytes(StandardCharsets.US_ASCII);
        out.putShort((short) (4 + bytes.length)).putShort((short) type).put(bytes);
        pad();
    }

    private int nest(int type) {
        int start = out.position();
        out.putShort((short) 0).putShort((short) (type | NESTED));
        return start;
    }

    private void unnest(int start) {
        out.putShort(start, (short) (out.position() - start));
    }

    private void pad() {
        while ((out.position() & 3) != 0) out.put((byte) 0);
    }

    private void send(String step, int last) {
        try {
            LibC.send(socket, memory, new NativeLong(out.position()), 0);
            while (!answered(step, last)) {}
        } catch (LastErrorException e) {
            throw new FirewallException(step + ": netlink: " + e.getMessage(), e);
        }
    }

    private boolean answered(String step, int last) {
        int length = LibC.recv(socket, answer, new NativeLong(answer.size()), 0).intValue();
        boolean done = false;
        for (int at = 0; at + 20 <= length; at += Math.max(16, answer.getInt(at) + 3 & ~3)) {
            int from = answer.getInt(at + 8);
            // What is left of an earlier one that failed is not ours.
            if ((answer.getShort(at + 4) & 0xffff) != ERROR || from - sequence > 0 || from - firstSequence() < 0)
                continue;
            int error = -answer.getInt(at + 16);
            if (error != 0) throw new FirewallException(step + ": the kernel refuses with error " + error);
            done |= from == last;
        }
        return done;
    }

    private int firstSequence() {
        return out.getInt(8);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        LibC.close(socket);
    }
}
