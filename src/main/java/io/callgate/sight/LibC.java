package io.callgate.sight;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The system calls of a netlink socket. Each throws with the error number when it fails. */
final class LibC {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOBUFS = 105;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
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

    /** Lets so many bytes wait, and whoever reads so many milliseconds. */
    static void receive(int socket, int bytes, int millis) {
        try (Memory value = new Memory(16)) {
            value.setInt(0, bytes);
            setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, value, 4);
            value.clear();
            // struct timeval, of two longs.
            value.setNativeLong(0, new NativeLong(millis / 1000));
            value.setNativeLong(NativeLong.SIZE, new NativeLong(millis % 1000 * 1000L));
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, value, 2 * NativeLong.SIZE);
        }
    }

    private static native int setsockopt(int socket, int level, int name, Pointer value, int length)
            throws LastErrorException;

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native NativeLong send(int socket, Pointer buffer, NativeLong length, int flags) throws LastErrorException;

    static native NativeLong recv(int socket, Pointer buffer, NativeLong length, int flags) throws LastErrorException;

    static native int close(int socket) throws LastErrorException;
}
