package io.callgate.scan;

import io.callgate.core.failure.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to Asterisk's security events over AMI, with no log in between, and comes back when Asterisk does. asterisk-java is
 * not used for this: it sets each value by reflection, and an event with a line twice, which must not be trusted, looks like
 * any other there.
 */
final class AmiClient implements AutoCloseable {

    /** @param address where AMI listens; it is not encrypted, so keep it on this machine */
    record Login(InetSocketAddress address, String user, String secret) {}

    private static final Logger log = LoggerFactory.getLogger(AmiClient.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_LINES = 200;
    private static final long FIRST_WAIT_MILLIS = 500;
    private static final long LONGEST_WAIT_MILLIS = 30_000;

    private final Login login;
    private final Consumer<Failure> sink;
    private final InstantSource clock;
    private final Thread thread = new Thread(this::run, "ami");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Socket socket = new Socket();
    private volatile Optional<String> fault = Optional.of("not connected yet");
    private volatile long failures;
    private volatile long unclear;

    /** @param sink called on a thread of its own */
    AmiClient(Login login, Consumer<Failure> sink, InstantSource clock) {
        this.login = login;
        this.sink = sink;
        this.clock = clock;
        thread.setDaemon(true);
    }

    AmiClient start() {
        thread.start();
        return this;
    }

    /** What keeps it from hearing, if something does. */
    Optional<String> fault() {
        return fault.map(f -> "AMI at " + login.address + ": " + f);
    }

    long failures() {
        return failures;
    }

    long unclear() {
        return unclear;
    }

    private void run() {
        long wait = FIRST_WAIT_MILLIS;
        while (closing.getCount() > 0) {
            try (Socket own = new Socket()) {
                socket = own;
                own.connect(login.address, CONNECT_MILLIS);
                own.setTcpNoDelay(true);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(own.getInputStream(), StandardCharsets.UTF_8), 64 * 1024);
                logIn(in, own.getOutputStream());
                wait = FIRST_WAIT_MILLIS;
                while (true) event(block(in));
            } catch (IOException e) {
                wait = failed(e, wait);
            }
        }
    }

    private long failed(IOException e, long wait) {
        if (closing.getCount() == 0) return wait;
        if (fault.isEmpty()) log.warn("AMI at {}: {}; the logs are read all the same", login.address, e.getMessage());
        fault = Optional.of(String.valueOf(e.getMessage()));
        try {
            closing.await(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            closing.countDown();
        }
        return Math.min(LONGEST_WAIT_MILLIS, wait * 2);
    }

    private void logIn(BufferedReader in, OutputStream out) throws IOException {
        if (!line(in).startsWith("Asterisk Call Manager")) throw new IOException("what answers there is no AMI");
        out.write(("Action: Login\r\nUsername: " + login.user + "\r\nSecret: " + login.secret
                        + "\r\nEvents: security\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        List<String> answer = block(in);
        if (!answer.contains("Response: Success"))
            throw new IOException(
                    "it refuses the user " + login.user + "; see ami.user and ami.password in the secrets");
        fault = Optional.empty();
        log.info("listens to the security events of AMI at {}", login.address);
    }

    private void event(List<String> lines) {
        AmiEvent event = new AmiEvent(lines);
        if (!event.isFailure()) return;
        Optional<Failure> failure = event.failure(clock.instant().toEpochMilli());
        if (failure.isPresent()) failures++;
        else unclear++;
        failure.ifPresent(sink);
    }

    /** The lines up to an empty one. */
    private static List<String> block(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>(20);
        for (String line = line(in); !line.isEmpty(); line = line(in)) if (lines.size() < MOST_LINES) lines.add(line);
        return lines;
    }

    /** Not {@link BufferedReader#readLine}, which also takes a carriage return alone for an end, and lines of any length. */
    private static String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("Asterisk closed the connection");
            if (line.length() < LONGEST_LINE) line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
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
