package io.callgate.agi;

import com.google.common.base.Joiner;
import com.google.common.base.Strings;
import io.callgate.kit.Daemons;
import io.callgate.kit.Fault;
import io.callgate.kit.Part;
import io.callgate.kit.Reception;
import io.callgate.kit.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.asteriskjava.fastagi.AgiScript;
import org.asteriskjava.fastagi.StaticMappingStrategy;
import org.asteriskjava.fastagi.internal.DefaultAgiChannelFactory;
import org.asteriskjava.fastagi.internal.FastAgiConnectionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for FastAGI on one address and gives each call a thread, but nothing else: what is no call yet costs a place in a
 * {@link Reception}, and calls beyond the limit hear that all lines are busy. It knows one script, whatever the request names;
 * class names from the network are never looked at. While somebody else has the port it waits for it.
 */
public final class CallServer implements Part {

    private static final Logger log = LoggerFactory.getLogger(CallServer.class);

    private static final int BACKLOG = 1_024;
    /** Room for 2,500 who fill what is kept of a request, beside all that a phone book of calls needs. */
    private static final Reception.Limits LIMITS =
            new Reception.Limits(4_000, 40L * 1024 * 1024, Front.LONGEST_REQUEST, Front.PATIENCE);

    private static final long AGAIN_MILLIS = 500;

    /**
     * What it listens on, and how.
     *
     * @param maxCalls how many calls are served at once
     * @param token what a request has to have
     * @param longest how long a call may take
     */
    public record Setting(InetSocketAddress listen, int maxCalls, Token token, Duration longest) {

        /** As it is unless something else is said. */
        public static Setting of(InetSocketAddress listen, int maxCalls) {
            return new Setting(listen, maxCalls, Token.NONE, CallTimes.STANDARD.call());
        }

        String address() {
            return listen.getHostString() + ":" + listen.getPort();
        }
    }

    private final Setting setting;
    private final AgiScript script;
    private final Function<InetSocketAddress, String> holder;
    private final Supplier<Optional<String>> noLogin;
    private final AtomicInteger calls = new AtomicInteger();
    private final ThreadPoolExecutor lines = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Daemons.named("call"));
    private final Front front;
    private final Fault fault = new Fault(log::error, log::info);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Optional<Reception> reception = Optional.empty();
    private volatile int port;

    /** Listens, or begins to wait until it can. */
    public CallServer(InetSocketAddress listen, int maxCalls, AgiScript script) {
        this(Setting.of(listen, maxCalls), script, address -> "", Optional::empty);
    }

    /**
     * @param holder who has a port, in words
     * @param noLogin why nobody can log in, if so
     */
    public static CallServer open(
            AgiConfig config,
            AgiScript script,
            Function<InetSocketAddress, String> holder,
            Supplier<Optional<String>> noLogin) {
        Setting setting =
                new Setting(config.listen(), config.maxCalls(), config.token().read(), config.longestCall());
        return new CallServer(setting, script, holder, noLogin);
    }

    /**
     * @param holder who has a port, in words
     * @param noLogin why nobody can log in, if so
     */
    public CallServer(
            Setting setting,
            AgiScript script,
            Function<InetSocketAddress, String> holder,
            Supplier<Optional<String>> noLogin) {
        this.noLogin = noLogin;
        this.setting = setting;
        this.script = script;
        this.holder = holder;
        CallTimes times = CallTimes.of(setting.longest);
        front = new Front(setting.token, times, new Front.Calls() {
            @Override
            public boolean admit() {
                if (calls.incrementAndGet() <= setting.maxCalls) return true;
                calls.decrementAndGet();
                return false;
            }

            @Override
            public void serve(BoundedSocket call) {
                lines.execute(() -> CallServer.this.serve(call));
            }
        });
        FirstCall.make(script);
        if (!listens()) waitForPort();
    }

    private void serve(BoundedSocket call) {
        try {
            serve(script, call);
        } finally {
            calls.decrementAndGet();
        }
    }

    static void serve(AgiScript script, BoundedSocket call) {
        new FastAgiConnectionHandler(new StaticMappingStrategy(script), call, new DefaultAgiChannelFactory()).run();
    }

    /** Whether it does, now. Anything but this server on the port is no reason for the rest of callgate not to run. */
    private boolean listens() {
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            try {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                server.bind(setting.listen, BACKLOG);
                port = ((InetSocketAddress) server.getLocalAddress()).getPort();
                reception = Optional.of(Reception.open(server, "fastagi", LIMITS, front));
            } catch (IOException e) {
                server.close();
                throw e;
            }
            fault.over("calls are answered on " + setting.address());
            return true;
        } catch (IOException e) {
            String why = "cannot listen for FastAGI on " + setting.address() + ": " + e.getMessage();
            fault.is(Joiner.on("; ")
                    .skipNulls()
                    .join(
                            why,
                            Strings.emptyToNull(holder.apply(setting.listen)),
                            "end what uses it, or set agi.listen: it is taken as soon as that can be"));
            return false;
        }
    }

    private void waitForPort() {
        Daemons.thread("fastagi-port", () -> {
                    try {
                        while (!closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS) && !listens()) {}
                    } catch (InterruptedException e) {
                        log.warn("the port of the calls is no longer waited for");
                    }
                })
                .start();
    }

    @Override
    public Status status() {
        int inProgress = calls();
        Optional<String> closed = fault().or(noLogin);
        Status.Builder status = Status.of("calls")
                .beside()
                .count("calls", inProgress)
                .line(
                        "calls",
                        inProgress + " in progress"
                                + closed.map(f -> "; NOBODY CAN CALL: " + f).orElse(""));
        closed.ifPresent(f ->
                status.broken(f, "nobody can call: " + f, "do as that says; ss -ltnp shows which program has a port"));
        return status.build();
    }

    /** Why nobody can call, if so. */
    public Optional<String> fault() {
        return fault.now();
    }

    /** How many calls are on the line. */
    public int calls() {
        return calls.get();
    }

    /** The port it listens on: the one asked for, or the one found if that was 0. */
    public int port() {
        return port;
    }

    /** Stops to listen. Calls in progress go on; what they ask of a closed gate is refused aloud. */
    @Override
    public void close() {
        closing.countDown();
        reception.ifPresent(Reception::close);
    }
}
