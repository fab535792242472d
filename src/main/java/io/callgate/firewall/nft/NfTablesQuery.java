package io.callgate.firewall.nft;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.callgate.gate.port.FirewallException;
import io.callgate.netlink.Header;
import io.callgate.netlink.LibC;
import io.callgate.netlink.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Asks the kernel's nf_tables what it holds. Reading goes past libnftables, which keeps, sorts and prints all elements of a
 * table before it answers anything: that takes seconds and hundreds of megabytes where this takes parts of them.
 */
final class NfTablesQuery implements AutoCloseable {

    /** The kernel never fills more than 32 KiB at once. */
    private final Memory memory = new Memory(64 * 1024);

    private final ByteBuffer request = memory.getByteBuffer(0, memory.size());

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

    NfTablesQuery() {
        try {
            socket = LibC.netfilterSocket();
        } catch (LastErrorException e) {
            throw new FirewallException("netlink: no socket to the kernel's packet filter: " + e.getMessage(), e);
        }
    }

    /** Everything of a kind; {@code each} gets the attributes of one object at a time. */
    Outcome dump(int command, byte[] attributes, Consumer<ByteBuffer> each) {
        return ask(command, Header.REQUEST | Header.DUMP, attributes, each);
    }

    /** One object. */
    Outcome get(int command, byte[] attributes, Consumer<ByteBuffer> each) {
        return ask(command, Header.REQUEST, attributes, each);
    }

    /** Of the kernel's table of connections, those of a family that fit. */
    Outcome connections(byte family, byte[] attributes, Consumer<ByteBuffer> each) {
        return ask(Conntrack.GET, family, Header.REQUEST | Header.DUMP, attributes, each);
    }

    private Outcome ask(int command, int flags, byte[] attributes, Consumer<ByteBuffer> each) {
        return ask(NfTables.type(command), Header.INET, flags, attributes, each);
    }

    private synchronized Outcome ask(int type, byte family, int flags, byte[] attributes, Consumer<ByteBuffer> each) {
        if (closed) throw new FirewallException("netlink: the firewall is closed");
        try {
            send(type, family, flags, attributes);
            Outcome outcome = null;
            boolean interrupted = false;
            while (outcome == null) {
                int length = receive();
                for (int at = 0; at + Header.LENGTH <= length && outcome == null; at = Header.next(buffer, at)) {
                    if (buffer.getInt(at + Header.SEQUENCE_AT) != sequence) continue;
                    interrupted |= (buffer.getShort(at + Header.FLAGS_AT) & Header.DUMP_INTERRUPTED) != 0;
                    outcome = message(at, flags, each);
                }
            }
            return interrupted && outcome == Outcome.COMPLETE ? Outcome.INTERRUPTED : outcome;
        } catch (LastErrorException e) {
            throw new FirewallException("netlink: reading what the kernel holds: " + e.getMessage(), e);
        }
    }

    private void send(int type, byte family, int flags, byte[] attributes) {
        request.clear();
        Message message = new Message(request);
        int start = message.begin(type, flags, ++sequence, family, 0);
        request.put(attributes);
        message.end(start);
        LibC.send(socket, memory, new NativeLong(request.position()), 0);
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
        int type = Header.type(buffer, at);
        boolean last = type == Header.TYPE_ERROR || type == Header.TYPE_DONE;
        int error = last ? Header.error(buffer, at) : 0;
        if (error == LibC.ENOENT) return Outcome.ABSENT;
        if (error == LibC.EPERM)
            throw new FirewallException(
                    "nftables refuses: this needs root or the capability CAP_NET_ADMIN; run it as root");
        if (error == LibC.EINTR) return Outcome.INTERRUPTED;
        if (error != 0)
            throw new FirewallException(
                    "netlink: reading what the kernel holds: error " + error + "; is nf_tables part of this kernel?");
        if (last) return Outcome.COMPLETE;
        each.accept(buffer.slice(at + Header.NETFILTER_LENGTH, buffer.getInt(at) - Header.NETFILTER_LENGTH));
        return (flags & Header.DUMP) == 0 ? Outcome.COMPLETE : null;
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        LibC.close(socket);
    }
}
