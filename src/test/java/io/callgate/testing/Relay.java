package io.callgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Brings a server of this machine's loopback into a namespace's loopback, on the same port. */
public final class Relay implements AutoCloseable {

    private final ServerSocket inside;
    private final int port;

    public Relay(Namespace namespace, int port) {
        this.port = port;
        this.inside = namespace.call(() -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
        // The thread of this constructor is outside, and so are the connections that its threads make.
        Background.start(this::accept);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = inside.accept();
            Socket server = new Socket();
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Background.start(() -> copy(client, server));
            Background.start(() -> copy(server, client));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() {
        try {
            inside.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
