package io.callgate.agi;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.asteriskjava.fastagi.AgiScript;
import org.asteriskjava.fastagi.DefaultAgiServer;
import org.asteriskjava.util.ServerSocketFacade;
import org.asteriskjava.util.SocketConnectionFacade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for FastAGI on one address and gives each call a thread. It knows one script, whatever the request names; class names
 * from the network are never looked at.
 */
public final class CallServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CallServer.class);

    /** Asterisk sends its request at once. Who only holds a connection must not hold a thread with it for long. */
    private static final int REQUEST_MILLIS = 5_000;

    /** Longer than any prompt and its time-out together; a peer that is silent for longer is gone. */
    private static final int READ_TIMEOUT_MILLIS = 120_000;

    /** Calls beyond the limit get a thread each, too, to be refused aloud. */
    private static final int TO_BE_REFUSED = 1_000;

    private static final int BACKLOG = 1_024;

    private final Server server;
    private final Thread accepting;

    /**
     * Binds and starts to listen.
     *
     * @param maxCalls how many calls {@code script} serves at once
     * @throws IOException naming the address, if it cannot be bound
     */
    public CallServer(InetSocketAddress listen, int maxCalls, AgiScript script) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(listen, BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "cannot listen for FastAGI on " + listen.getHostString() + ":" + listen.getPort() + ": "
                            + e.getMessage() + "; end what uses it, or set agi.listen",
                    e);
        }
        server = new Server(script, socket);
        server.setPoolSize(0);
        server.setMaximumPoolSize(maxCalls + TO_BE_REFUSED);
        accepting = new Thread(server::accept, "fastagi");
        accepting.setDaemon(true);
        accepting.start();
    }

    /** The port it listens on: the one asked for, or the one found if that was 0. */
    public int port() {
        return server.socket.getLocalPort();
    }

    /** Stops to listen. Calls in progress go on; what they ask of a closed gate is refused aloud. */
    @Override
    public void close() {
        server.shutdown();
    }

    private static final class Server extends DefaultAgiServer {
        private final ServerSocket socket;

        Server(AgiScript script, ServerSocket socket) {
            super(script);
            this.socket = socket;
            // For what it logs; it is bound already.
            setAddress(socket.getInetAddress());
            setPort(socket.getLocalPort());
        }

        @Override
        protected ServerSocketFacade createServerSocket() {
            return new ServerSocketFacade() {
                @Override
                public SocketConnectionFacade accept() throws IOException {
                    return new BoundedSocket(socket.accept(), REQUEST_MILLIS, READ_TIMEOUT_MILLIS);
                }

                @Override
                public void close() throws IOException {
                    socket.close();
                }

                @Override
                public void setSocketReadTimeout(int millis) {
                    throw new IllegalStateException("the read time-out is fixed");
                }
            };
        }

        /** Out of file descriptors, most likely: a pause lets some come back, and keeps the log small. */
        @Override
        protected void handleException(String message, Exception e) {
            log.warn("cannot accept a call: {}", e.toString());
            Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(100));
        }

        void accept() {
            try {
                startup();
            } catch (IOException e) {
                throw new IllegalStateException("the socket is bound already", e);
            }
        }
    }
}
