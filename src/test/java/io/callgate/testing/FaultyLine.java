package io.callgate.testing;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A way to a MariaDB server of this machine that does what networks do: delays, holds up, loses what was to be answered. */
public final class FaultyLine implements AutoCloseable {

    /** What becomes of what is sent, in both directions. */
    public enum Weather {
        PASSES,
        /** Each piece comes two seconds later. */
        SLOW,
        /** Nothing comes, and nothing says so. */
        HOLDS,
        /** The server is told to commit, and the line breaks before its answer. */
        BREAKS_AFTER_COMMIT,
        /** The server is told to commit, and its answer does not come. */
        HOLDS_AFTER_COMMIT;

        private boolean fromCommitOn() {
            return this == BREAKS_AFTER_COMMIT || this == HOLDS_AFTER_COMMIT;
        }
    }

    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);
    /** A packet's head is of four bytes, and then says that it is a query. */
    private static final int HEAD = 5;

    private final ServerSocket listening;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Weather weather = Weather.PASSES;

    /** @param port the server's, on the loopback interface */
    public FaultyLine(int port) {
        this.port = port;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Background.start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public void weather(Weather now) {
        weather = now;
    }

    /** How many connections stand, as the client left them. */
    public long connections() {
        return sockets.stream().filter(s -> !s.isClosed()).count() / 2;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(client);
            sockets.add(server);
            AtomicBoolean committing = new AtomicBoolean();
            Background.start(() -> copy(client, server, piece -> {
                if (weather.fromCommitOn() && isCommit(piece)) committing.set(true);
                return true;
            }));
            Background.start(() -> copy(server, client, piece -> {
                while (committing.get() && weather == Weather.HOLDS_AFTER_COMMIT) pause();
                return !committing.get();
            }));
        }
    }

    private static boolean isCommit(byte[] piece) {
        return piece.length >= HEAD + COMMIT.length
                && Arrays.equals(piece, HEAD, HEAD + COMMIT.length, COMMIT, 0, COMMIT.length);
    }

    private interface Filter {
        boolean passes(byte[] piece);
    }

    private void copy(Socket from, Socket to, Filter filter) throws IOException {
        byte[] bytes = new byte[65_536];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                if (weather == Weather.SLOW) Uninterruptibles.sleepUninterruptibly(DELAY);
                while (weather == Weather.HOLDS) pause();
                if (!filter.passes(Arrays.copyOf(bytes, n))) return;
                out.write(bytes, 0, n);
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void pause() {
        Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(10));
    }

    @Override
    public void close() {
        weather = Weather.PASSES;
        try {
            listening.close();
            for (Socket socket : sockets) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
