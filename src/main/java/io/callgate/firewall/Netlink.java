package io.callgate.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.callgate.gate.port.FirewallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Asks the kernel's nf_tables what it holds. Reading goes past libnftables, which keeps, sorts and prints all elements of a
 * table before it answers anything: that takes seconds and hundreds of megabytes where this takes parts of them.
 */
final class Netlink implements AutoCloseable {

    private static final int SUBSYSTEM = 10 << 8;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int HEADER = 20;
    private static final byte NFPROTO_INET = 1;

    /** The kernel never fills more than 32 KiB at once. */
    private final Memory memory = new Memory(64 * 1024);

    private final ByteBuffer request = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());

    /** Answers are read from the heap, where slices are cheap. */
    private final ByteBuffer buffer = ByteBuffer.allocate((int) memory.size()).order(ByteOrder.nativeOrder());

    private final int socket;
    private int sequence;
    private boolean closed;

    /** What came of a request. INTERRUPTED: something changed in between, so that the answer may be of neither time. */
    enum Outcome {
        COMPLETE,
        ABSENT,
        INTERRUPTED
    }

    Netlink() {
        try {
            socket = LibC.netfilterSocket();
        } catch (LastErrorException e) {
            throw new FirewallException("netlink: no socket to the kernel's packet filter: " + e.getMessage(), e);
        }
    }

    /** Everything of a kind; {@code each} gets the attributes of one object at a time. */
    Outcome dump(int command, byte[] attributes, Consumer<ByteBuffer> each) {
        return ask(command, NLM_F_REQUEST | NLM_F_DUMP, attributes, each);
    }

    /** One object. */
    Outcome get(int command, byte[] attributes, Consumer<ByteBuffer> each) {
        return ask(command, NLM_F_REQUEST, attributes, each);
    }

    private synchronized Outcome ask(int command, int flags, byte[] attributes, Consumer<ByteBuffer> each) {
        if (closed) throw new FirewallException("netlink: the firewall is closed");
        try {
            send(command, flags, attributes);
            Outcome outcome = null;
            boolean interrupted = false;
            while (outcome == null) {
                int length = receive();
                for (int at = 0; at + 16 <= length && outcome == null; at += size(at)) {
                    if (buffer.getInt(at + 8) != sequence) continue;
                    interrupted |= (buffer.getShort(at + 6) & NLM_F_DUMP_INTR) != 0;
                    outcome = message(at, flags, each);
                }
            }
            return interrupted && outcome == Outcome.COMPLETE ? Outcome.INTERRUPTED : outcome;
        } catch (LastErrorException e) {
            throw new FirewallException("netlink: reading what the kernel holds: " + e.getMessage(), e);
        }
    }

    /** Of the message that begins there, padded. */
    private int size(int at) {
        int size = buffer.getInt(at);
        if (size < 16) throw new FirewallException("netlink: the kernel sent a message of " + size + " bytes");
        return (size + 3) & ~3;
    }

    private void send(int command, int flags, byte[] attributes) {
        int length = HEADER + attributes.length;
        request.clear();
        request.putInt(length).putShort((short) (SUBSYSTEM | command)).putShort((short) flags);
        request.putInt(++sequence).putInt(0);
        request.put(NFPROTO_INET).put((byte) 0).putShort((short) 0).put(attributes);
        LibC.send(socket, memory, new NativeLong(length), 0);
    }

    private int receive() {
        while (true) {
            try {
                int length = LibC.recv(socket, memory, new NativeLong(memory.size()), 0)
                        .intValue();
                memory.read(0, buffer.array(), 0, length);
                return length;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != LibC.EINTR) throw e;
            }
        }
    }

    /** Returns the outcome with the last message of an answer, null before. */
    private Outcome message(int at, int flags, Consumer<ByteBuffer> each) {
        int type = buffer.getShort(at + 4) & 0xffff;
        int error = type == NLMSG_ERROR || type == NLMSG_DONE ? -buffer.getInt(at + 16) : 0;
        if (error == LibC.ENOENT) return Outcome.ABSENT;
        if (error == LibC.EPERM)
            throw new FirewallException(
                    "nftables refuses: this needs root or the capability CAP_NET_ADMIN; run it as root");
        if (error == LibC.EINTR) return Outcome.INTERRUPTED;
        if (error != 0)
            throw new FirewallException(
                    "netlink: reading what the kernel holds: error " + error + "; is nf_tables part of this kernel?");
        if (type == NLMSG_DONE || type == NLMSG_ERROR) return Outcome.COMPLETE;
        each.accept(buffer.slice(at + HEADER, buffer.getInt(at) - HEADER));
        return (flags & NLM_F_DUMP) == 0 ? Outcome.COMPLETE : null;
    }

    /** A string attribute, padded. */
    static byte[] attribute(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.US_ASCII));
    }

    /** An attribute, padded. */
    static byte[] attribute(int type, byte[] value) {
        ByteBuffer out = ByteBuffer.allocate((4 + value.length + 3) & ~3).order(ByteOrder.nativeOrder());
        out.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        return out.array();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        LibC.close(socket);
    }
}
