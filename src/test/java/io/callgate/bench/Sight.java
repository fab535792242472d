package io.callgate.bench;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.sun.management.OperatingSystemMXBean;
import io.callgate.core.address.Address;
import io.callgate.core.ban.Banned;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.packet.Packet;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.firewall.NftFirewall;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.act.Knocking;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.sight.Doorman;
import io.callgate.sight.Nflog;
import io.callgate.testing.Box;
import io.callgate.testing.Namespace;
import io.callgate.testing.RawSender;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs to see the packets that nothing allows: how long a packet takes to who hears knocks, at rest and while others
 * flood, what share of a core this process takes, and what is lost. All of it stays in two namespaces of its own.
 *
 * <p>Arguments: seconds of each flood, where its folder for a book is, and the command that starts {@link Flood}.
 */
public final class Sight {

    private static final Address PBX = Address.parse("192.0.2.1");
    private static final Address HONEST = Address.parse("192.0.2.10");
    /** Slow enough not to be hidden as one who sprays. */
    private static final int PAUSE_MILLIS = 50;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Namespace pbx;
    private final Namespace far;
    private final Doorman doorman;
    private final int port;
    private final int seconds;
    private final List<String> flood;
    private final List<Long> latencies = new CopyOnWriteArrayList<>();
    private volatile long sentAt;

    private Sight(Namespace pbx, Namespace far, Box box, int seconds, List<String> flood) {
        this.pbx = pbx;
        this.far = far;
        this.seconds = seconds;
        this.flood = flood;
        SecureRandom random = new SecureRandom();
        Knocking.Form form = new Knocking.Form(false, 3, List.of(Protocol.TCP));
        KnockKey key = box.gate.ask(Knocking.rotate(KnockKey.BOX, form, Set.of(), random, "bench"));
        port = key.turns().findFirst().orElseThrow().sequence().knocks().get(0).port();
        doorman = new Doorman(box.gate, Set::of, random).start();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Path.of(args[1]), "book");
        try (Namespace pbx = Namespace.create("pbx");
                Namespace far = Namespace.create("far");
                Box box = new Box(folder)) {
            pbx.connect(far);
            pbx.addresses("192.0.2.1/24", "198.18.0.1/15");
            far.addresses("192.0.2.10/24", "198.18.5.5/15");
            pbx.ip("route", "add", "default", "via", "192.0.2.10");
            List<String> flood = Arrays.asList(args).subList(2, args.length);
            new Sight(pbx, far, box, Integer.parseInt(args[0]), flood).measure();
        }
    }

    private void measure() throws IOException, InterruptedException {
        Ruleset ruleset = new Ruleset(
                Mode.ENFORCE, Optional.empty(), ImmutableList.of(), Box.RULES.services(), ImmutableList.of(), true);
        try (NftFirewall firewall = pbx.call(() -> new NftFirewall(ruleset, Ticker.systemTicker()))) {
            firewall.converge(List.of(), new Banned(), Instant.now());
            line(
                    "%-28s %s",
                    "", "p50, p99 of a packet; honest seen; share of a core; floods seen, lost; sender's core");
            withoutReader("no reader", "sources", 50_000);
            try (Nflog reader = new Nflog(Ruleset.SIGHT_GROUP, InstantSource.system(), this::sink)) {
                pbx.call(reader::start);
                LockSupport.parkNanos(500_000_000);
                atRest();
                for (String kind : List.of("ports", "sources", "forged"))
                    for (int perSecond : new int[] {20_000, 50_000, 100_000}) flooded(reader, kind, perSecond);
            }
            pbx.run("nft", "flush chain inet callgate sight");
            withoutReader("no rule", "sources", 50_000);
        } finally {
            doorman.close();
        }
    }

    private void sink(Packet packet) {
        if (packet.source().equals(HONEST)) latencies.add(System.nanoTime() - sentAt);
        doorman.see(packet);
    }

    private void atRest() {
        honest(100, PAUSE_MILLIS);
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        String told = honest(250, PAUSE_MILLIS);
        double share = (SYSTEM.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - began);
        line("%-28s %s; %.1f %%", "at rest", told, share * 100);
    }

    /** Sends so many packets one by one; how long they took. */
    private String honest(int count, int pauseMillis) {
        latencies.clear();
        byte[] from = HONEST.toInetAddress().getAddress();
        byte[] to = PBX.toInetAddress().getAddress();
        try (RawSender sender = RawSender.between(far, pbx)) {
            for (int i = 0; i < count; i++) {
                byte[] packet = RawSender.tcp(from, to, 30_000, RawSender.SYN);
                sentAt = System.nanoTime();
                sender.send(packet);
                LockSupport.parkNanos(pauseMillis * 1_000_000L);
            }
        }
        LockSupport.parkNanos(100_000_000);
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) return "none of " + count + " seen";
        return String.format(
                Locale.ROOT,
                "%.2f, %.2f ms; %d of %d",
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted.length,
                count);
    }

    private void flooded(Nflog reader, String kind, int perSecond) throws IOException, InterruptedException {
        Process process = flood(kind, perSecond);
        LockSupport.parkNanos(2_000_000_000);
        long seen = reader.seen();
        long lost = reader.lost();
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        String told = honest((seconds - 4) * 1000 / PAUSE_MILLIS, PAUSE_MILLIS);
        double share = (SYSTEM.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - began);
        long perSecondSeen = (reader.seen() - seen) * 1_000_000_000L / (System.nanoTime() - began);
        String sender = told(process);
        line(
                "%-28s %s; %.1f %%; %d/s seen, %d lost; %s",
                kind + " " + perSecond + "/s", told, share * 100, perSecondSeen, reader.lost() - lost, sender);
    }

    private void withoutReader(String name, String kind, int perSecond) throws IOException, InterruptedException {
        line("%-28s sender %s", name + ", " + kind + " " + perSecond + "/s", told(flood(kind, perSecond)));
    }

    private Process flood(String kind, int perSecond) throws IOException {
        List<String> command = new ArrayList<>(flood);
        command.addAll(List.of(kind, "" + perSecond, "" + seconds, RawSender.macOf(pbx), "" + port));
        return far.process(command.toArray(String[]::new))
                .redirectErrorStream(true)
                .start();
    }

    private static String told(Process process) throws IOException, InterruptedException {
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("the flood failed: " + told);
        return told.strip();
    }

    private static void line(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
