package io.callgate.kit;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives connections, and talks with all of them on one thread until each is taken over or gone: who is slow or silent holds
 * up nobody, takes no thread, and is sent away in time. Where there is no more room, it is who came first that goes.
 */
public final class Reception implements AutoCloseable {

    /** What to do with guests. All of it happens on the reception's own thread, so it must not wait for anything. */
    public interface Host {
        /** More has come from a guest. */
        void heard(Guest guest) throws IOException;

        /** A guest is sent away for that reason; it is still connected. */
        void sentAway(Guest guest, String why);
    }

    /**
     * What all guests together may take.
     *
     * @param guests how many there are at once
     * @param bytes what is kept of what they sent, and for them to be sent; one answer may be larger
     * @param request how much one may send before something becomes of it
     * @param patience how long a guest has for its whole request, and for each piece of its answer
     */
    public record Limits(int guests, long bytes, int request, Duration patience) {}

    private static final Logger log = LoggerFactory.getLogger(Reception.class);
    private static final Repeats BUGS = Repeats.withTrace(log::error);
    static final int PIECE = 64 * 1024;
    private static final long TICK_MILLIS = 200;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Limits limits;
    private final Host host;
    private final Ticker ticker = Ticker.systemTicker();
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    /** In the order in which they came. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private final Repeats refusals = new Repeats(log::warn);
    private final Thread thread;
    private long bytes;
    private volatile boolean closing;

    private Reception(ServerSocketChannel server, Selector selector, String name, Limits limits, Host host) {
        this.server = server;
        this.selector = selector;
        this.limits = limits;
        this.host = host;
        thread = Daemons.thread(name, this::run);
    }

    /**
     * Begins to accept.
     *
     * @param server listens already; it is closed with the reception
     * @param name of its thread
     */
    public static Reception open(ServerSocketChannel server, String name, Limits limits, Host host) throws IOException {
        server.configureBlocking(false);
        Reception reception = new Reception(server, Selector.open(), name, limits, host);
        server.register(reception.selector, SelectionKey.OP_ACCEPT);
        reception.thread.start();
        return reception;
    }

    private void run() {
        while (goesOn()) {
            try {
                selector.select(guests.isEmpty() && !closing ? 0 : TICK_MILLIS);
                for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) errand.run();
                List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
                selector.selectedKeys().clear();
                // Those who are here are heard before anybody is sent away for newcomers.
                ready.stream().filter(key -> key.attachment() != null).forEach(this::serve);
                if (ready.stream().anyMatch(key -> key.attachment() == null)) accept();
                sweep();
            } catch (IOException | ClosedSelectorException e) {
                refusals.say("connections cannot be looked after, trying on: " + e);
                Uninterruptibles.sleepUninterruptibly(PAUSE);
            } catch (RuntimeException e) {
                BUGS.say("a bug: connections are looked after all the same", e);
                Uninterruptibles.sleepUninterruptibly(PAUSE);
            }
        }
        new ArrayList<>(guests).forEach(Guest::close);
        closeQuietly();
    }

    /** Once it is closing, as long as there is an answer under way. */
    private boolean goesOn() {
        return !closing || guests.stream().anyMatch(Guest::isToBeTold);
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) receive(channel);
        } catch (IOException e) {
            if (closing || !server.isOpen()) return;
            // Out of file descriptors, most likely: the room of who came first is what there is.
            refusals.say("cannot accept a connection: " + e);
            if (!sendOneAway("there are too many connections")) Uninterruptibles.sleepUninterruptibly(PAUSE);
        }
    }

    private void receive(SocketChannel channel) throws IOException {
        while (guests.size() >= limits.guests
                && sendOneAway("there are more than " + limits.guests + " connections")) {}
        try {
            channel.configureBlocking(false);
            guests.add(new Guest(this, channel, channel.register(selector, SelectionKey.OP_READ), ticker.read()));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void serve(SelectionKey key) {
        Guest guest = (Guest) key.attachment();
        try {
            if (key.isValid() && key.isWritable()) guest.write();
            if (key.isValid() && key.isReadable() && guest.read(piece)) host.heard(guest);
        } catch (IOException e) {
            log.debug("a connection broke: {}", e.toString());
            guest.close();
        } catch (RuntimeException e) {
            BUGS.say("a bug: a connection is given up", e);
            guest.close();
        }
    }

    private void sweep() {
        long now = ticker.read();
        List<Guest> late = guests.stream().filter(guest -> guest.isLate(now)).toList();
        for (Guest guest : late) guest.sendAway("it let " + guest.patienceSeconds() + " s pass");
        while (bytes > limits.bytes && guests.size() > 1 && sendOneAway("there is too much to be kept")) {}
    }

    /** Who came first, of those that nobody works for. */
    private boolean sendOneAway(String why) {
        Optional<Guest> first = guests.stream().filter(guest -> !guest.isHeld()).findFirst();
        first.ifPresent(guest -> guest.sendAway(why));
        return first.isPresent();
    }

    // What guests need.

    Limits limits() {
        return limits;
    }

    Host host() {
        return host;
    }

    long now() {
        return ticker.read();
    }

    void kept(long more) {
        bytes += more;
    }

    void left(Guest guest) {
        guests.remove(guest);
    }

    /** Has the reception's thread do something. */
    void errand(Runnable task) {
        errands.add(task);
        selector.wakeup();
    }

    /** Accepts nobody any more, and tells those to whom an answer is under way. */
    @Override
    public void close() {
        closing = true;
        try {
            server.close();
        } catch (IOException e) {
            log.warn("a listening socket cannot be closed: {}", e.toString());
        }
        selector.wakeup();
        Uninterruptibles.joinUninterruptibly(thread, LAST_WORDS);
        if (thread.isAlive()) log.warn("a client does not hear its answer");
    }

    private void closeQuietly() {
        try {
            selector.close();
        } catch (IOException e) {
            log.warn("a selector cannot be closed: {}", e.toString());
        }
    }
}
