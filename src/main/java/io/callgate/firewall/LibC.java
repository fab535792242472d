package io.callgate.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The system calls of a netlink socket. Each throws with the error number when it fails. */
final class LibC {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;

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

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native NativeLong send(int socket, Pointer buffer, NativeLong length, int flags) throws LastErrorException;

    static native NativeLong recv(int socket, Pointer buffer, NativeLong length, int flags) throws LastErrorException;

    static native int close(int socket) throws LastErrorException;
}
