package io.callgate.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of a netlink socket. Each throws {@link LastErrorException} with the error number when it fails, unless it
 * says otherwise; numbers are those of Linux ({@code asm-generic/errno.h}, {@code sys/socket.h}).
 */
public final class LibC {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EADDRINUSE = 98;
    public static final int ENOBUFS = 105;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int CLOEXEC = 02000000;
    private static final int NONBLOCK = 04000;
    private static final short POLLIN = 1;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
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

    public static int netfilterSocket() {
        return socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
    }

    /** Has a netlink socket hear what is told to the groups whose bits are set. */
    public static void join(int socket, int groups) {
        try (Memory address = new Memory(12)) {
            address.clear();
            address.setShort(0, (short) AF_NETLINK);
            address.setInt(8, groups);
            bind(socket, address, (int) address.size());
        }
    }

    public static int unixSocket() {
        return socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
    }

    /** Gives a Unix socket a name that is no file's: one that begins with a zero byte. */
    public static void bindAbstract(int socket, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        try (Memory address = new Memory(3L + bytes.length)) {
            address.setShort(0, (short) AF_UNIX);
            address.setByte(2, (byte) 0);
            address.write(3, bytes, 0, bytes.length);
            bind(socket, address, (int) address.size());
        }
    }

    /** Lets so many bytes wait in a socket, whatever the limit for all. */
    public static void receiveBuffer(int socket, int bytes) {
        try (Memory value = new Memory(4)) {
            value.setInt(0, bytes);
            setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, value, (int) value.size());
        }
    }

    /** Whoever reads from a socket waits at most so long; then it fails with {@link #EAGAIN}. */
    public static void receiveTimeout(int socket, int millis) {
        try (Memory value = new Memory(2L * NativeLong.SIZE)) {
            // struct timeval, of two longs.
            value.setNativeLong(0, new NativeLong(millis / 1000));
            value.setNativeLong(NativeLong.SIZE, new NativeLong(millis % 1000 * 1000L));
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, value, (int) value.size());
        }
    }

    /** As {@link #receiveBuffer}, of what is sent at once. */
    public static void sendBuffer(int socket, int bytes) {
        try (Memory value = new Memory(4)) {
            value.setInt(0, bytes);
            setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, value, (int) value.size());
        }
    }

    /**
     * What waits in a socket, or -1 with the reason in {@link Native#getLastError}: mostly nothing does, and an exception each
     * time would cost more than all else.
     */
    public static int receiveNow(int socket, Memory into) {
        return recvfrom(socket, into, new NativeLong(into.size()), MSG_DONTWAIT, Pointer.NULL, Pointer.NULL)
                .intValue();
    }

    /** A descriptor that can be read as soon as {@link #signal} was called on it. */
    public static int signals() {
        return eventfd(0, CLOEXEC | NONBLOCK);
    }

    public static void signal(int signals) {
        try (Memory one = new Memory(8)) {
            one.setLong(0, 1);
            write(signals, one, new NativeLong(8));
        }
    }

    /** Waits until one of two descriptors can be read, or at most so long; then nothing is signalled any more at the second. */
    public static void await(int socket, int signals, int millis) {
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

    private static native int bind(int socket, Pointer address, int length) throws LastErrorException;

    private static native int setsockopt(int socket, int level, int name, Pointer value, int length)
            throws LastErrorException;

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    public static native NativeLong send(int socket, Pointer buffer, NativeLong length, int flags)
            throws LastErrorException;

    public static native NativeLong recv(int socket, Pointer buffer, NativeLong length, int flags)
            throws LastErrorException;

    public static native int close(int socket) throws LastErrorException;
}
