package io.callgate.bench;

import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * From the write of the fifth failing line to the first dropped packet: one attacker after the other sends packets to the SIP
 * port all the time, while lines of its failures are written to a log; its time ends with the sending of the first packet
 * that does not arrive. At rest, or while a flood of other lines is written to the same log.
 *
 * <p>Arguments: lines a second besides, attackers, milliseconds between packets, and {@code fail2ban} to measure that instead, or
 * {@code locked} to have somebody else hold the book's lock all the time. All
 * of it stays in two namespaces of its own.
 */
public final class BanLatency {

    private static final InetSocketAddress SIP = new InetSocketAddress("192.0.2.1", 5060);

    /** So many packets in a row that did not arrive, and so long: none of them is merely late. */
    private static final int MISSED = 10;

    private static final long LATE_NANOS = 40_000_000;
    private static final long GIVE_UP_NANOS = 10_000_000_000L;

    private final Namespace outside;
    private final Path log;
    private final long periodNanos;
    private final Random random = new Random(7);

    /** By attacker: how many packets arrived, going by the number that the last of them bore. */
    private final AtomicIntegerArray arrived;

    private BanLatency(Namespace outside, Path log, int attackers, double periodMillis) {
        this.outside = outside;
        this.log = log;
        this.periodNanos = (long) (periodMillis * 1e6);
        arrived = new AtomicIntegerArray(attackers);
    }

    public static void main(String[] args) throws Exception {
        int linesPerSecond = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        int attackers = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        double period = args.length > 2 ? Double.parseDouble(args[2]) : 0.1;
        boolean peer = args.length > 3 && args[3].equals("fail2ban");
        Path folder = Files.createTempDirectory("callgate-bench");
        Path log = Files.createFile(folder.resolve("messages.log"));
        try (Namespace pbx = Namespace.create("pbx");
                Namespace outside = Namespace.create("out");
                Callgate callgate = new Callgate(pbx, folder, """
                        [firewall]
                        mode = "enforce"
                        open = ["sip"]
                        [scan]
                        logs = ["%s"]
                        """.formatted(log))) {
            pbx.connect(outside);
            pbx.addresses("192.0.2.1/24").ip("route", "add", "198.18.0.0/15", "via", "192.0.2.2");
            outside.addresses("192.0.2.2/24").ip("route", "add", "local", "198.18.0.0/15", "dev", "lo");
            DatagramChannel sip = pbx.call(() -> DatagramChannel.open().bind(SIP));
            BanLatency bench = new BanLatency(outside, log, attackers, period);
            pbx.start("receiver", () -> bench.receive(sip));
            if (peer) {
                try (Fail2ban fail2ban = new Fail2ban(pbx, folder, log)) {
                    bench.run(fail2ban.pid(), linesPerSecond);
                }
            } else {
                callgate.run("migrate").orFail();
                callgate.start();
                try (Connection other = DriverManager.getConnection(callgate.databaseUrl());
                        Statement sql = other.createStatement()) {
                    if (args.length > 3 && args[3].equals("locked")) sql.execute("BEGIN IMMEDIATE");
                    bench.run(callgate.pid(), linesPerSecond);
                }
            }
        } finally {
            Files.delete(log);
        }
        System.exit(0);
    }

    private void run(long pid, int linesPerSecond) throws Exception {
        TimeUnit.SECONDS.sleep(2);
        double first = ban(0);
        for (int i = 1; i < 10; i++) ban(i); // This program is new, too.
        LogFlood flood = new LogFlood(log, linesPerSecond);
        Usage before = Usage.of(pid);
        long began = System.nanoTime();
        CompletableFuture<Long> flooding = outside.start("flood", linesPerSecond == 0 ? () -> 0L : flood::run);
        List<Double> millis = new ArrayList<>();
        for (int i = 10; i < arrived.length(); i++) millis.add(ban(i));
        flood.end();
        long lines = flooding.get();
        double seconds = (System.nanoTime() - began) / 1e9;
        Usage after = Usage.of(pid);
        print(first, millis);
        System.out.printf(
                Locale.ROOT,
                "  %,d lines in %.1f s, CPU %.2f s%s; memory %s before, %s after%n",
                lines,
                seconds,
                after.cpuSince(before),
                lines == 0
                        ? ""
                        : String.format(Locale.ROOT, " (%.2f s a million lines)", after.cpuSince(before) / lines * 1e6),
                before.memory(),
                after.memory());
    }

    private static void print(double first, List<Double> millis) {
        double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "  p50 %.2f ms, p99 %.2f ms, max %.2f ms (n=%d); the first of all %.2f ms%n",
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted[sorted.length - 1],
                sorted.length,
                first);
    }

    /** Has the attacker fail five times, the fifth time 50 to 150 ms after the others; the milliseconds until it is shut out. */
    private double ban(int attacker) throws IOException {
        String address = "198.19." + attacker / 250 + "." + (attacker % 250 + 1);
        try (DatagramChannel phone =
                outside.call(() -> DatagramChannel.open().bind(new InetSocketAddress(address, 5060)))) {
            write(address, 4);
            List<Long> sent = new ArrayList<>();
            long fifthAt = System.nanoTime() + 50_000_000 + random.nextInt(100_000_000);
            long written = 0;
            while (!isOver(attacker, sent)) {
                if (written == 0 && System.nanoTime() >= fifthAt) written = write(address, 1);
                if (written != 0 && System.nanoTime() - written > GIVE_UP_NANOS)
                    throw new IllegalStateException(address + " was not banned within ten seconds");
                send(phone, attacker, sent);
                LockSupport.parkNanos(periodNanos);
            }
            return (sent.get(arrived.get(attacker)) - written) / 1e6;
        }
    }

    private boolean isOver(int attacker, List<Long> sent) {
        int missing = arrived.get(attacker);
        return sent.size() - missing > MISSED && System.nanoTime() - sent.get(missing) > LATE_NANOS;
    }

    /** Returns the moment before. */
    private long write(String address, int times) throws IOException {
        StringBuilder lines = new StringBuilder();
        String now = LogFlood.TIME.format(Instant.now());
        for (int i = 0; i < times; i++) lines.append(LogLines.failure(random, now, address));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        long before = System.nanoTime();
        Files.write(log, bytes, StandardOpenOption.APPEND);
        return before;
    }

    private static void send(DatagramChannel phone, int attacker, List<Long> sent) throws IOException {
        ByteBuffer packet =
                ByteBuffer.allocate(8).putInt(attacker).putInt(sent.size()).flip();
        sent.add(System.nanoTime());
        phone.send(packet, SIP);
    }

    private Void receive(DatagramChannel sip) throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(64);
        while (true) {
            packet.clear();
            sip.receive(packet);
            packet.flip();
            arrived.set(packet.getInt(), packet.getInt() + 1);
        }
    }
}
