package io.callgate.scan.ami;

import io.callgate.core.failure.Failure;
import io.callgate.kit.Daemons;
import io.callgate.kit.Fault;
import io.callgate.kit.Repeats;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to Asterisk's security events over AMI, with no log in between, and comes back when Asterisk does. asterisk-java is
 * not used for this: it sets each value by reflection, and an event with a line twice, which must not be trusted, looks like
 * any other there. {@link AmiStream} says what is believed.
 */
public final class AmiClient implements AutoCloseable {

    /**
     * @param address where AMI listens; it is not encrypted, so keep it on this machine
     * @param distrust why what listens there is not to be believed, if so
     */
    public record Login(InetSocketAddress address, String user, String secret, Supplier<Optional<String>> distrust) {
        Login(InetSocketAddress address, String user, String secret) {
            this(address, user, secret, Optional::empty);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(AmiClient.class);
    /** Whenever it listens that is said, after a fault or not. */
    private final Repeats successes = new Repeats(log::info);

    private final Fault fault = new Fault(log::warn, successes::say);
    private static final String GREETING = "Asterisk Call Manager/";
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 5_000;

    /** After so long without a word Asterisk is asked whether it is there. */
    private static final int QUIET_MILLIS = 30_000;

    private static final long FIRST_WAIT_MILLIS = 500;
    private static final long LONGEST_WAIT_MILLIS = 30_000;

    private final Login login;
    private final Consumer<Failure> sink;
    private final InstantSource clock;
    private final Thread thread = Daemons.thread("ami", this::run);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Socket socket = new Socket();
    private volatile boolean listening;
    private volatile long failures;
    private volatile long unclear;
    private volatile Heard heard = Heard.NOTHING;

    /** @param sink called on a thread of its own */
    public AmiClient(Login login, Consumer<Failure> sink, InstantSource clock) {
        this.login = login;
        this.sink = sink;
        this.clock = clock;
    }

    /**
     * What is known of the connection that there is.
     *
     * @param version of AMI, not of Asterisk, as it greets; empty while there is no connection
     * @param events how many came since; the log-in itself is one of them
     * @param isDeaf whether not even that came
     */
    public record Heard(String version, Optional<Instant> since, long events, Optional<Instant> last, boolean isDeaf) {
        static final Heard NOTHING = new Heard("", Optional.empty(), 0, Optional.empty(), false);

        Heard deaf() {
            return new Heard(version, since, events, last, true);
        }

        Heard events(long now, Instant at) {
            return now == events ? this : new Heard(version, since, now, Optional.of(at), false);
        }
    }

    public Heard heard() {
        return heard;
    }

    public AmiClient start() {
        thread.start();
        return this;
    }

    /** What keeps it from hearing, if something does. */
    public Optional<String> fault() {
        if (listening && heard.isDeaf())
            return Optional.of("AMI at " + login.address + ": it tells the user " + login.user
                    + " of no security event, not even of its own log-in; give it \"read = security\" in manager.conf");
        if (listening) return Optional.empty();
        return Optional.of("AMI at " + login.address + ": " + fault.now().orElse("not connected yet"));
    }

    public long failures() {
        return failures;
    }

    public long unclear() {
        return unclear;
    }

    private void run() {
        long wait = FIRST_WAIT_MILLIS;
        while (closing.getCount() > 0) {
            try (Socket own = new Socket()) {
                socket = own;
                // Before, and again once there is a connection: it may have changed hands.
                refuseStranger();
                own.connect(login.address, CONNECT_MILLIS);
                refuseStranger();
                own.setTcpNoDelay(true);
                AmiStream stream = new AmiStream(own.getInputStream(), own.getOutputStream(), this::failure, clock);
                logIn(own, stream);
                wait = FIRST_WAIT_MILLIS;
                listen(own, stream);
            } catch (IOException e) {
                wait = failed(e, wait);
            }
        }
    }

    private void refuseStranger() throws IOException {
        Optional<String> distrust = login.distrust.get();
        if (distrust.isPresent()) throw new IOException(distrust.get());
    }

    private long failed(IOException e, long wait) {
        if (closing.getCount() == 0) return wait;
        String message = e instanceof SocketTimeoutException ? "it does not answer" : String.valueOf(e.getMessage());
        listening = false;
        heard = Heard.NOTHING;
        fault.is(message, "AMI at " + login.address + ": " + message + "; the logs are read all the same");
        try {
            closing.await(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            closing.countDown();
        }
        return Math.min(LONGEST_WAIT_MILLIS, wait * 2);
    }

    private void logIn(Socket own, AmiStream stream) throws IOException {
        own.setSoTimeout(ANSWER_MILLIS);
        String greeting = stream.line();
        if (!greeting.startsWith(GREETING)) throw new IOException("what answers there is no AMI");
        OutputStream out = own.getOutputStream();
        out.write(("Action: Login\r\nUsername: " + login.user + "\r\nSecret: " + login.secret
                        + "\r\nEvents: security\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        if (!stream.block().startsWith("Response: Success\r\n"))
            throw new IOException(
                    "it refuses the user " + login.user + "; see ami.user and ami.password in the secrets");
        heard = new Heard(
                greeting.substring(GREETING.length()), Optional.of(clock.instant()), 0, Optional.empty(), false);
        listening = true;
        String line = "listens to the security events of AMI at " + login.address;
        if (fault.now().isEmpty()) successes.say(line);
        fault.over(line);
    }

    private void listen(Socket own, AmiStream stream) throws IOException {
        long before = unclear;
        while (true) {
            stream.tell();
            unclear = before + stream.unclear();
            heard = heard.events(stream.events(), clock.instant());
            own.setSoTimeout(stream.awaitsFence() || heard.events == 0 && !heard.isDeaf ? ANSWER_MILLIS : QUIET_MILLIS);
            try {
                stream.receive();
            } catch (SocketTimeoutException e) {
                if (stream.awaitsFence()) throw e;
                // A connection that broke without a word looks like one on which nothing happens.
                stream.ask();
                if (heard.events == 0) tellDeaf();
            }
        }
    }

    /** Asterisk tells each listener of each log-in (main/manager.c), and so of this one. */
    private void tellDeaf() {
        if (heard.isDeaf) return;
        heard = heard.deaf();
        fault().ifPresent(log::warn);
    }

    private void failure(Failure failure) {
        failures++;
        sink.accept(failure);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            socket.close();
            thread.join(5_000);
        } catch (IOException e) {
            log.warn("AMI cannot be closed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
