package io.callgate.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** The system calls of a netlink socket. Each throws with the error number when it fails. */
final class LibC {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EADDRINUSE = 98;
    static final int ENOBUFS = 105;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int CLOEXEC = 02000000;
    private static final int NONBLOCK = 04000;
    private static final short POLLIN = 1;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 02000000;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int NETLINK_NETFILTER = 12;

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    static int netfilterSocket() {
        return socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
    }

    /** Has a netlink socket hear what is told to the groups whose bits are set. */
    static void join(int socket, int groups) {
        try (Memory address = new Memory(12)) {
            address.clear();
            address.setShort(0, (short) AF_NETLINK);
            address.setInt(8, groups);
            bind(socket, address, (int) address.size());
        }
    }

    static int unixSocket() {
        return socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
    }

    /** Gives a Unix socket a name that is no file's: one that begins with a zero byte. */
    static void bindAbstract(int socket, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        try (Memory address = new Memory(3L + bytes.length)) {
            address.setShort(0, (short) AF_UNIX);
            address.setByte(2, (byte) 0);
            address.write(3, bytes, 0, bytes.length);
            bind(socket, address, (int) address.size());
        }
    }

    /** Lets so many bytes wait in a socket, whatever the limit for all. */
    static void receiveBuffer(int socket, int bytes) {
        try (Memory value = new Memory(4)) {
            value.setInt(0, bytes);
            setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, value, (int) value.size());
        }
    }

    /** As {@link #receiveBuffer}, of what is sent at once. */
    static void sendBuffer(int socket, int bytes) {
        try (Memory value = new Memory(4)) {
            value.setInt(0, bytes);
            setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, value, (int) value.size());
        }
    }

    /**
     * What waits in a socket, or -1 with the reason in {@link Native#getLastError}: mostly nothing does, and an exception each
     * time would cost more than all else.
     */
    static int receiveNow(int socket, Memory into) {
        return recvfrom(socket, into, new NativeLong(into.size()), MSG_DONTWAIT, Pointer.NULL, Pointer.NULL)
                .intValue();
    }

    /** A descriptor that can be read as soon as {@link #signal} was called on it. */
    static int signals() {
        return eventfd(0, CLOEXEC | NONBLOCK);
    }

    static void signal(int signals) {
        try (Memory one = new Memory(8)) {
            one.setLong(0, 1);
            write(signals, one, new NativeLong(8));
        }
    }

    /** Waits until one of two descriptors can be read, or at most so long; then nothing is signalled any more at the second. */
    static void await(int socket, int signals, int millis) {
        try (Memory both = new Memory(16)) {
            both.clear();
            both.setInt(0, socket);
            both.setShort(4, POLLIN);
            both.setInt(8, signals);
            both.setShort(12, POLLIN);
            if (poll(both, new NativeLong(2), millis) > 0 && both.getShort(14) != 0)
                read(signals, both, new NativeLong(8));
        }
    }

    private static native int eventfd(int initial, int flags) throws LastErrorException;

    private static native int poll(Pointer descriptors, NativeLong count, int millis);

    private static native NativeLong read(int descriptor, Pointer into, NativeLong length);

    private static native NativeLong write(int descriptor, Pointer from, NativeLong length);

    private static native NativeLong recvfrom(
            int socket, Pointer buffer, NativeLong length, int flags, Pointer from, Pointer fromLength);

    static native int bind(int socket, Pointer address, int length) throws LastErrorException;

    static native int setsockopt(int socket, int level, int name, Pointer value, int length) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native NativeLong send(int socket, Pointer buffer, NativeLong length, int flags) throws LastErrorException;

    static native NativeLong recv(int socket, Pointer buffer, NativeLong length, int flags) throws LastErrorException;

    static native int close(int socket) throws LastErrorException;
}
