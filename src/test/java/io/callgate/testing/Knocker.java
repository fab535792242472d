package io.callgate.testing;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Sends knocks from a namespace: real SYNs that the kernel sends and repeats, and UDP packets. */
public final class Knocker implements AutoCloseable {

    private final Namespace namespace;
    private final String to;
    private final List<SocketChannel> open = new ArrayList<>();

    public Knocker(Namespace namespace, String to) {
        this.namespace = namespace;
        this.to = to;
    }

    /** One packet, as in {@code tcp/7000}. A SYN is repeated after a second, until this is closed. */
    public void send(String from, String knock) {
        int port = Integer.parseInt(knock.substring(4));
        namespace.call(() -> {
            if (knock.startsWith("tcp")) {
                SocketChannel channel = SocketChannel.open();
                open.add(channel);
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
                channel.connect(new InetSocketAddress(InetAddress.getByName(to), port));
            } else {
                try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
                    socket.send(new DatagramPacket(new byte[] {1}, 1, InetAddress.getByName(to), port));
                }
            }
            return null;
        });
    }

    public void send(String from, List<String> knocks) {
        knocks.forEach(knock -> send(from, knock));
    }

    /** No SYN is repeated any more. */
    public void hush() {
        for (SocketChannel channel : open)
            try {
                channel.close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        open.clear();
    }

    @Override
    public void close() {
        hush();
    }
}
