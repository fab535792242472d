package io.callgate.app.control;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears commands on a Unix socket, a few at once; more wait to be accepted. The kernel vouches for who asks, and the file's
 * mode decides who may.
 */
public final class ControlServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private static final int AT_ONCE = 8;

    /** Carries a command out for the user of that name. */
    @FunctionalInterface
    public interface Handler {
        Reply handle(Request request, String user);
    }

    private final SocketFile file;
    private final ServerSocketChannel server;
    private final Handler handler;
    private final Duration patience;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> daemon(task, "control"));

    private ControlServer(SocketFile file, Handler handler, Duration patience) {
        this.file = file;
        this.server = file.channel();
        this.handler = handler;
        this.patience = patience;
    }

    /** @throws IOException when the socket cannot be made, or another program listens on it */
    public static ControlServer start(Path socket, Handler handler) throws IOException {
        return start(socket, handler, Duration.ofSeconds(10));
    }

    /** @param patience how long a client may take to ask, and again to hear the answer */
    static ControlServer start(Path socket, Handler handler, Duration patience) throws IOException {
        ControlServer control = new ControlServer(SocketFile.bind(socket), handler, patience);
        daemon(control::accept, "control-accept").start();
        return control;
    }

    /** Makes the directory of a socket, unless it is there: for its owner and the group callgate alone. */
    public static void makeDirectory(Path directory) throws IOException {
        SocketFile.makeDirectory(directory);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (server.isOpen()) {
            places.acquireUninterruptibly();
            try {
                SocketChannel client = server.accept();
                workers.execute(() -> serve(client));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                places.release();
                if (!server.isOpen()) return;
                log.warn("cannot accept a command: {}", e.toString());
                // Out of file descriptors, most likely: a pause lets some come back.
                Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(100));
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            Request request = receive(client);
            String user =
                    client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            Reply reply = handle(request, user);
            Deadline deadline = Deadline.in(patience, client);
            try (deadline) {
                Wire.send(Channels.newOutputStream(client), reply);
            }
        } catch (EOFException e) {
            log.debug("a client went away without a command");
        } catch (ClosedChannelException e) {
            log.warn("a client of the control socket was too slow");
        } catch (IOException e) {
            log.warn("a command over the control socket failed: {}", e.toString());
        } finally {
            places.release();
        }
    }

    private Request receive(SocketChannel client) throws IOException {
        Deadline deadline = Deadline.in(patience, client);
        try (deadline) {
            return Wire.receiveRequest(Channels.newInputStream(client));
        }
    }

    private Reply handle(Request request, String user) {
        try {
            return handler.handle(request, user);
        } catch (RuntimeException e) {
            log.error("a bug: the command \"{}\" broke", request, e);
            return new Reply(1, "", "callgate: the command broke; the log says more\n");
        }
    }

    /** Hears no more commands; those being carried out are finished. */
    @Override
    public void close() {
        file.close();
        workers.shutdown();
        if (!Uninterruptibles.awaitTerminationUninterruptibly(workers, Duration.ofSeconds(10)))
            log.warn("a command is still being carried out");
    }
}
