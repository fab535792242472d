package io.callgate.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Stands between Asterisk and callgate on FastAGI, and sees each command before Asterisk does. */
public final class AgiWitness implements AutoCloseable {

    private final ServerSocket listening;
    private final int server;
    private final Consumer<String> witness;

    /** Make it within the namespace of both. */
    public AgiWitness(int listen, int server, Consumer<String> witness) throws IOException {
        this.server = server;
        this.witness = witness;
        listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), listen), 500);
        Background.start(this::accept);
    }

    private void accept() throws IOException {
        while (true) {
            Socket asterisk = listening.accept();
            Socket callgate = new Socket(InetAddress.getLoopbackAddress(), server);
            Background.start(() -> relay(callgate, asterisk, witness));
            Background.start(() -> relay(asterisk, callgate, line -> {}));
        }
    }

    private static void relay(Socket from, Socket to, Consumer<String> seen) throws IOException {
        try (from;
                to) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = to.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                seen.accept(line);
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
