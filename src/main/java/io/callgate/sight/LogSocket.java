package io.callgate.sight;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.callgate.netlink.Header;
import io.callgate.netlink.LibC;
import io.callgate.netlink.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * A netlink socket that a group of NFLOG is bound to: only one program of a network namespace can have one. Numbers are those of
 * {@code linux/netfilter/nfnetlink_log.h}. Not for several threads.
 */
final class LogSocket implements AutoCloseable {

    private static final int WAITING_BYTES = 16 << 20;

    /** More than the kernel hands over at once. */
    private static final int PART_BYTES = 256 << 10;

    /**
     * So much room the kernel takes for each packet that a part may hold, before it knows what will be in it. A part is over
     * when it is full, too.
     */
    private static final int BYTES_A_PACKET = 320;

    private static final int LEAST_BYTES = 4 << 10;
    private static final int LONGEST_PACKET = 1_500;
    private static final int HUNDREDTHS = 1;
    private static final int LOOK_MILLIS = 250;

    // linux/netfilter/nfnetlink_log.h
    private static final int SUBSYSTEM = 4 << 8;
    private static final int PACKET = SUBSYSTEM;
    private static final int CONFIGURE = SUBSYSTEM | 1;
    private static final int COMMAND = 1;
    private static final int MODE = 2;
    private static final int PART_LENGTH = 3;
    private static final int TIMEOUT = 4;
    private static final int PART_PACKETS = 5;
    private static final int FLAGS = 6;
    private static final byte BIND = 1;
    private static final byte COPY_PACKET = 2;
    private static final byte WITH_SEQUENCE = 1;
    private static final int PACKET_TIME = 3;
    private static final int PACKET_BYTES = 9;
    private static final int PACKET_SEQUENCE = 12;

    private final int group;
    private final int socket;
    private final Memory memory = new Memory(PART_BYTES);
    private final byte[] bytes = new byte[PART_BYTES];
    private final ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());

    private long expected;
    private long lost;

    /** Takes in the bytes of a packet, and when it came; 0 if the kernel does not say. */
    interface Each {
        void packet(byte[] in, int from, int to, long atMillis);
    }

    /** @throws LastErrorException when there is no such socket to be had */
    LogSocket(int group) {
        this.group = group;
        socket = LibC.netfilterSocket();
        try {
            LibC.receiveBuffer(socket, WAITING_BYTES);
            LibC.receiveTimeout(socket, LOOK_MILLIS);
            send(bind());
        } catch (LastErrorException e) {
            LibC.close(socket);
            throw e;
        }
    }

    private ByteBuffer bind() {
        byte[] mode = {0, 0, LONGEST_PACKET >>> 8, (byte) LONGEST_PACKET, COPY_PACKET, 0};
        return configure(message -> message.attribute(COMMAND, BIND)
                .attribute(MODE, mode)
                .number(TIMEOUT, HUNDREDTHS)
                .attribute(FLAGS, (byte) 0, WITH_SEQUENCE));
    }

    /** From now on the kernel waits for so many packets before it hands them over. */
    void parts(int packets) {
        send(configure(message -> message.number(PART_LENGTH, Math.max(LEAST_BYTES, packets * BYTES_A_PACKET))
                .number(PART_PACKETS, packets)));
    }

    private ByteBuffer configure(Consumer<Message> how) {
        Message message = new Message(128);
        int start = message.begin(CONFIGURE, Header.REQUEST | Header.ACKNOWLEDGE, 1, (byte) 0, group);
        how.accept(message);
        return message.end(start).buffer();
    }

    private void send(ByteBuffer message) {
        int length = message.position();
        try (Memory out = new Memory(length)) {
            out.write(0, message.array(), 0, length);
            LibC.send(socket, out, new NativeLong(length), 0);
        }
    }

    /** Takes in one part of what waits, or nothing within a quarter of a second. */
    void receive(Each each) {
        int length;
        try {
            length = LibC.recv(socket, memory, new NativeLong(PART_BYTES), 0).intValue();
        } catch (LastErrorException e) {
            // What was lost shows in the numbers of what comes next.
            if (e.getErrorCode() == LibC.EAGAIN || e.getErrorCode() == LibC.EINTR || e.getErrorCode() == LibC.ENOBUFS)
                return;
            throw e;
        }
        memory.read(0, bytes, 0, length);
        for (int at = 0; at + Header.NETFILTER_LENGTH <= length; at = Header.next(in, at))
            message(at, Math.min(at + in.getInt(at), length), each);
    }

    private void message(int at, int end, Each each) {
        int type = Header.type(in, at);
        if (type == Header.TYPE_ERROR) refused(Header.error(in, at));
        if (type != PACKET) return;
        int from = 0;
        int to = 0;
        long millis = 0;
        for (int a = at + Header.NETFILTER_LENGTH; a + 4 <= end; a += Math.max(4, (in.getShort(a) & 0xffff) + 3 & ~3)) {
            int value = a + 4;
            int last = Math.min(a + (in.getShort(a) & 0xffff), end);
            switch (in.getShort(a + 2) & 0x3fff) {
                case PACKET_TIME -> millis = last - value < 16 ? 0 : big(value, 8) * 1000 + big(value + 8, 8) / 1000;
                case PACKET_BYTES -> {
                    from = value;
                    to = last;
                }
                case PACKET_SEQUENCE -> count(big(value, 4));
                default -> {}
            }
        }
        if (to > from) each.packet(bytes, from, to, millis);
    }

    private void count(long number) {
        lost += number - expected & 0xffffffffL;
        expected = number + 1 & 0xffffffffL;
    }

    private long big(int at, int length) {
        long number = 0;
        for (int i = at; i < at + length; i++) number = number << 8 | bytes[i] & 0xff;
        return number;
    }

    private void refused(int error) {
        if (error == 0) return;
        throw new IllegalStateException(
                error == LibC.EPERM
                        ? "another program has it (or this one lacks the capability CAP_NET_ADMIN)"
                        : "the kernel refuses with error " + error + "; it needs the module nfnetlink_log");
    }

    /** How many packets did not come, since this was asked last. */
    long takeLost() {
        long since = lost;
        lost = 0;
        return since;
    }

    @Override
    public void close() {
        LibC.close(socket);
    }
}
