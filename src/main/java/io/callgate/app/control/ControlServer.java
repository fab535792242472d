package io.callgate.app.control;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.kit.Daemons;
import io.callgate.kit.Guest;
import io.callgate.kit.Reception;
import io.callgate.kit.Repeats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears commands on a Unix socket, and carries a few out at once while some more wait; clients that do not ask, or do not hear
 * their answer, hold up nobody. The kernel vouches for who asks, and the file's mode decides who may.
 */
public final class ControlServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private final Repeats bugs = Repeats.withTrace(log::error);
    private static final int AT_ONCE = 8;
    private static final int WAITING = 200;
    private static final int CLIENTS = 1_000;
    /** For all clients together: a listing of a large book takes some, and the JVM has 256 MB. */
    private static final long BYTES = 48L * 1024 * 1024;

    /** Carries a command out for the user of that name. */
    @FunctionalInterface
    public interface Handler {
        Reply handle(Request request, String user);
    }

    private final Handler handler;
    private final Reception.Limits limits;
    private final Repeats lost = new Repeats(log::error);
    private final Repeats sentAway = new Repeats(log::warn);
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            AT_ONCE, AT_ONCE, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), Daemons.named("control"));
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Daemons.named("control-watch"));
    private volatile SocketFile file;
    private volatile Reception clients;

    private ControlServer(SocketFile file, Handler handler, Duration patience) throws IOException {
        this.file = file;
        this.handler = handler;
        workers.allowCoreThreadTimeOut(true);
        limits = new Reception.Limits(CLIENTS, BYTES, Wire.MAX_REQUEST, patience);
        clients = listen(file);
        watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private Reception listen(SocketFile file) throws IOException {
        return Reception.open(file.channel(), "control-clients", limits, new Reception.Host() {
            @Override
            public void heard(Guest guest) throws IOException {
                ControlServer.this.heard(guest);
            }

            @Override
            public void sentAway(Guest guest, String why) {
                sentAway.say("a client of the control socket was sent away, of the user " + userOf(guest) + ": " + why);
            }
        });
    }

    /** @throws IOException when the socket cannot be made, or another program listens on it */
    public static ControlServer start(Path socket, Handler handler) throws IOException {
        return start(socket, handler, Duration.ofSeconds(5));
    }

    /** @param patience how long a client may take to ask, and again to hear a piece of the answer */
    static ControlServer start(Path socket, Handler handler, Duration patience) throws IOException {
        SocketFile file = SocketFile.bind(socket);
        try {
            return new ControlServer(file, handler, patience);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Makes the directory of a socket, unless it is there: for its owner and the group callgate alone. */
    public static void makeDirectory(Path directory) throws IOException {
        SocketFile.makeDirectory(directory);
    }

    /** Who deletes the socket would else keep every command out, until a restart. */
    private void look() {
        try {
            if (file.isFound()) return;
            SocketFile found = SocketFile.bind(file.path());
            Reception former = clients;
            clients = listen(found);
            file = found;
            former.close();
            log.warn("{} was deleted or replaced; it is there again", found.path());
        } catch (IOException | RuntimeException e) {
            lost.say("no command gets through, trying again every second: the control socket is not " + file.path()
                    + " any more, and cannot be made anew: " + e.getMessage());
        }
    }

    private void heard(Guest guest) throws IOException {
        ByteBuffer heard = guest.heard();
        try {
            if (!Wire.isWhole(heard.duplicate())) return;
        } catch (ProtocolException e) {
            guest.sendAway(e.getMessage());
            return;
        }
        byte[] bytes = new byte[heard.remaining()];
        heard.get(bytes);
        Request request = Wire.receiveRequest(new ByteArrayInputStream(bytes));
        String user = userOf(guest);
        guest.hold();
        try {
            workers.execute(() -> guest.leaveWith(Wire.bytes(handle(request, user))));
        } catch (RejectedExecutionException e) {
            String why = workers.isShutdown() ? "it is stopping" : WAITING + " commands wait to be carried out already";
            guest.leaveWith(Wire.bytes(new Reply(1, "", "callgate: " + why + "; try again in a moment\n")));
        }
    }

    private static String userOf(Guest guest) {
        try {
            return guest.channel()
                    .getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName();
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel does not say who asks", e);
        }
    }

    private Reply handle(Request request, String user) {
        try {
            return handler.handle(request, user);
        } catch (RuntimeException e) {
            bugs.say("a bug: the command \"" + request + "\" broke", e);
            return new Reply(1, "", "callgate: the command broke; the log says more\n");
        }
    }

    /** Hears no more commands; those being carried out are finished, and answered. */
    @Override
    public void close() {
        watch.shutdownNow();
        Uninterruptibles.awaitTerminationUninterruptibly(watch, Duration.ofSeconds(1));
        file.close();
        workers.shutdown();
        if (!Uninterruptibles.awaitTerminationUninterruptibly(workers, Duration.ofSeconds(10)))
            log.warn("a command is still being carried out");
        clients.close();
    }
}
