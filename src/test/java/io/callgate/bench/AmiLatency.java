package io.callgate.bench;

import io.callgate.testing.Asterisk;
import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the fifth security event of a real Asterisk to the ban in the kernel, while sipp registers with wrong passwords from
 * many addresses: from the time that Asterisk wrote into the event, and from when another listener to its events had it, to
 * when {@code nft monitor} had told of the ban.
 *
 * <p>Arguments: REGISTERs a second, attackers. All of it stays in two namespaces of its own.
 */
public final class AmiLatency {

    private static final DateTimeFormatter EVENT_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    private static final Pattern BAN = Pattern.compile("add element inet callgate ban4 \\{ (198\\.18\\.[0-9.]+) ");
    private static final int MAX_RETRY = 5;

    /** More than ban: what is on its way when the ban comes. */
    private static final int ATTEMPTS = 7;

    /** So many take turns at a time. */
    private static final int TOGETHER = 100;

    /** By attacker: the event that was its last, as Asterisk dated it, and when it was heard. */
    private record Fifth(long writtenMillis, long heardMillis) {}

    private final Map<String, Integer> attempts = new HashMap<>();
    private final Map<String, Fifth> fifths = new ConcurrentHashMap<>();
    private final Map<String, Long> bans = new ConcurrentHashMap<>();

    private AmiLatency() {}

    public static void main(String[] args) throws Exception {
        int registers = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        int attackers = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
        Path folder = Files.createTempDirectory("callgate-bench");
        Path secrets = Files.writeString(folder.resolve("secrets"), "ami.user=test\nami.password=test\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        try (Namespace pbx = Namespace.create("pbx");
                Namespace outside = Namespace.create("out");
                Callgate callgate = new Callgate(pbx, folder, """
                        [firewall]
                        mode = "enforce"
                        open = ["sip"]
                        [scan]
                        logs = []
                        ami = "127.0.0.1:5038"
                        """)) {
            pbx.connect(outside);
            pbx.addresses("192.0.2.1/24").ip("route", "add", "198.18.0.0/15", "via", "192.0.2.2");
            outside.addresses("192.0.2.2/24").ip("route", "add", "local", "198.18.0.0/15", "dev", "lo");
            callgate.run("migrate").orFail();
            try (Asterisk asterisk = Asterisk.start(pbx, "192.0.2.1")) {
                callgate.start();
                new AmiLatency().run(pbx, outside, callgate, asterisk, registers, attackers);
            }
        }
        System.exit(0);
    }

    private void run(
            Namespace pbx, Namespace outside, Callgate callgate, Asterisk asterisk, int registers, int attackers)
            throws Exception {
        Process monitor = pbx.process("nft", "monitor", "elements").start();
        outside.start("monitor", () -> watch(monitor));
        pbx.start("listener", this::listen);
        TimeUnit.SECONDS.sleep(2);
        Usage before = Usage.of(callgate.pid());
        long began = System.nanoTime();
        Commands.Result sipp = asterisk.flood(outside, turns(attackers), registers / 2);
        double seconds = (System.nanoTime() - began) / 1e9;
        Usage after = Usage.of(callgate.pid());
        TimeUnit.SECONDS.sleep(1);
        if (bans.isEmpty()) throw new IllegalStateException("nobody was banned; sipp said: " + sipp);
        monitor.destroy();
        int heard = attempts.values().stream().mapToInt(n -> n).sum();
        System.out.printf(
                Locale.ROOT,
                "%d failures heard of in %.1f s (%.0f a second), %d attackers banned, CPU of callgate %.2f s%n",
                heard,
                seconds,
                heard / seconds,
                bans.size(),
                after.cpuSince(before));
        print("since Asterisk dated the fifth event", fifths, Fifth::writtenMillis);
        print("since another listener had it", fifths, Fifth::heardMillis);
    }

    private void print(String since, Map<String, Fifth> all, java.util.function.ToLongFunction<Fifth> from) {
        long[] millis = all.entrySet().stream()
                .filter(fifth -> bans.containsKey(fifth.getKey()))
                .mapToLong(fifth -> bans.get(fifth.getKey()) - from.applyAsLong(fifth.getValue()))
                .sorted()
                .toArray();
        System.out.printf(
                "  %s: p50 %d ms, p99 %d ms, max %d ms (n=%d)%n",
                since,
                millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)],
                millis[millis.length - 1],
                millis.length);
    }

    private static List<String> turns(int attackers) {
        List<String> turns = new ArrayList<>();
        for (int first = 0; first < attackers; first += TOGETHER)
            for (int attempt = 0; attempt < ATTEMPTS; attempt++)
                for (int i = first; i < Math.min(attackers, first + TOGETHER); i++)
                    turns.add("198.18." + i / 250 + "." + (i % 250 + 1));
        return turns;
    }

    private Void watch(Process monitor) throws IOException {
        BufferedReader lines = monitor.inputReader(StandardCharsets.US_ASCII);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher ban = BAN.matcher(line);
            if (ban.find()) bans.putIfAbsent(ban.group(1), System.currentTimeMillis());
        }
        return null;
    }

    private Void listen() throws IOException {
        try (Socket ami = new Socket(InetAddress.getLoopbackAddress(), 5038)) {
            ami.getOutputStream()
                    .write("Action: Login\r\nUsername: test\r\nSecret: test\r\nEvents: security\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(ami.getInputStream(), StandardCharsets.UTF_8));
            Map<String, String> event = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    event(event);
                    event.clear();
                } else if (line.contains(": ")) event.put(line.split(": ", 2)[0], line.split(": ", 2)[1]);
            }
            return null;
        }
    }

    private void event(Map<String, String> event) {
        String kind = event.getOrDefault("Event", "");
        if (!kind.equals("ChallengeResponseFailed") && !kind.equals("InvalidPassword")) return;
        String address = event.get("RemoteAddress").split("/")[2];
        if (attempts.merge(address, 1, Integer::sum) == MAX_RETRY)
            fifths.put(
                    address,
                    new Fifth(
                            OffsetDateTime.parse(event.get("EventTV"), EVENT_TIME)
                                    .toInstant()
                                    .toEpochMilli(),
                            System.currentTimeMillis()));
    }
}
