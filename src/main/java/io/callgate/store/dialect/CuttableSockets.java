package io.callgate.store.dialect;

import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/**
 * Makes the sockets of MariaDB's driver, and shows each to whoever connects on the same thread, before it is connected:
 * closing it ends any wait there. The driver makes this by its name.
 */
public final class CuttableSockets extends SocketFactory {

    static final ThreadLocal<Consumer<Socket>> OPENED = ThreadLocal.withInitial(() -> socket -> {});

    @Override
    public Socket createSocket() {
        Socket socket = new Socket();
        OPENED.get().accept(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw connected();
    }

    private static UnsupportedOperationException connected() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }
}
