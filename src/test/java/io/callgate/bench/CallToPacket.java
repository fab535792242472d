package io.callgate.bench;

import io.callgate.agi.GivenKeys;
import io.callgate.agi.TerminalPhone;
import io.callgate.agi.call.Prompts;
import io.callgate.testing.Callgate;
import io.callgate.testing.MariaDb;
import io.callgate.testing.Namespace;
import io.callgate.testing.Relay;
import io.callgate.testing.Seed;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * From the confirming key to the packet passing: so many calls wait to confirm, and press 1 in the same moment or spread over a
 * second, while a phone at each keyed address sends packets to the SIP port; the time of a call ends when the first of them
 * arrives. Hashing is over by then. The first round finds the program just started, and is told apart.
 *
 * <p>Arguments: {@code sqlite|mariadb}, calls at once, rounds, milliseconds over which the keys are spread. All of it stays in
 * two namespaces of its own.
 */
public final class CallToPacket {

    private static final int PHONES_PORT = 5060;

    /** How often each phone tries: often enough to tell, seldom enough not to be the load itself. */
    private static final int PERIOD_MILLIS = 2;

    private final Namespace pbx;
    private final Namespace outside;
    private final int calls;
    private final int spreadMillis;

    /** By call: when 1 was pressed, and when the first packet arrived; nanoseconds, 0 for not yet. */
    private final AtomicLongArray pressed;

    private final AtomicLongArray arrived;

    private CallToPacket(Namespace pbx, Namespace outside, int calls, int spreadMillis) {
        this.pbx = pbx;
        this.outside = outside;
        this.calls = calls;
        this.spreadMillis = spreadMillis;
        pressed = new AtomicLongArray(calls);
        arrived = new AtomicLongArray(calls);
    }

    public static void main(String[] args) throws Exception {
        String database = args.length > 0 ? args[0] : "sqlite";
        int calls = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int spread = args.length > 3 ? Integer.parseInt(args[3]) : 1_000;
        Path folder = Files.createTempDirectory("callgate-bench");
        try (Namespace pbx = Namespace.create("pbx");
                Namespace outside = Namespace.create("out")) {
            pbx.connect(outside);
            pbx.addresses("192.0.2.1/24").ip("route", "add", "198.18.0.0/16", "dev", "veth0");
            outside.addresses("192.0.2.2/24");
            for (int i = 0; i < calls; i++) outside.addresses(address(i) + "/32");
            new CallToPacket(pbx, outside, calls, spread).run(database, rounds, folder);
        }
        System.exit(0);
    }

    private static String address(int call) {
        return "198.18." + (call / 200) + "." + (call % 200 + 1);
    }

    private void run(String database, int rounds, Path folder) throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("callgate.db");
        if (database.equals("mariadb")) {
            url = MariaDb.server().newDatabase();
            new Relay(pbx, URI.create(url.substring("jdbc:".length())).getPort());
        }
        String toml = "[database]\nurl = \"" + url
                + "\"\n[firewall]\nmode = \"enforce\"\n[policy]\nallow = [\"198.18.0.0/15\"]\n";
        Callgate callgate = new Callgate(pbx, folder, toml);
        callgate.run("migrate").orFail();
        List<String> pins = new ArrayList<>();
        try (Seed seed = new Seed(url)) {
            for (int i = 0; i < calls; i++) pins.add(seed.account(Integer.toString(1000 + i), ""));
        }
        callgate.start();
        DatagramSocket sip = pbx.call(() -> new DatagramSocket(new InetSocketAddress("192.0.2.1", PHONES_PORT)));
        pbx.start("receiver", () -> receive(sip));
        System.out.printf(
                "from the confirming key to the packet passing, %s, %d calls at once, keys spread over %d ms;"
                        + " a phone sends a packet every %d ms or so%n",
                database, calls, spreadMillis, PERIOD_MILLIS);
        print("just started", round(pins));
        List<Double> millis = new ArrayList<>();
        for (int round = 1; round < rounds; round++) millis.addAll(round(pins));
        print("later", millis);
        callgate.close();
    }

    private static void print(String when, List<Double> millis) {
        double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "  %s: p50 %.1f ms, p99 %.1f ms, max %.1f ms (n=%d)%n",
                when,
                sorted[sorted.length / 2],
                sorted[Math.min(sorted.length - 1, (int) (sorted.length * 0.99))],
                sorted[sorted.length - 1],
                sorted.length);
    }

    /** All call, all press 1 at once, all are let in; then all remove their address again. */
    private List<Double> round(List<String> pins) throws Exception {
        for (int i = 0; i < calls; i++) {
            pressed.set(i, 0);
            arrived.set(i, 0);
        }
        CyclicBarrier together = new CyclicBarrier(calls);
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            int call = i;
            all.add(pbx.start("caller", () -> call(call, pins.get(call), together)));
        }
        CompletableFuture<Void> phones = outside.start("phones", this::send);
        for (CompletableFuture<String> call : all)
            if (!"GRANTED".equals(call.get())) throw new IllegalStateException("a call ended with " + call.get());
        phones.get();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < calls; i++) millis.add((arrived.get(i) - pressed.get(i)) / 1e6);
        List<CompletableFuture<String>> removals = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            String keys = (1000 + i) + "#" + pins.get(i) + "#31";
            removals.add(pbx.start("caller", () -> dial(new GivenKeys(keys))));
        }
        for (CompletableFuture<String> removal : removals)
            if (!"REMOVED".equals(removal.get()))
                throw new IllegalStateException("a removal ended with " + removal.get());
        return millis;
    }

    private String call(int call, String pin, CyclicBarrier together) throws IOException, InterruptedException {
        String keys = (1000 + call) + "#" + pin + "#" + address(call).replace('.', '*') + "#";
        GivenKeys given = new GivenKeys(keys);
        boolean[] asked = {false};
        return dial(new TerminalPhone.Keypad() {
            @Override
            public int next(long waitMillis) throws InterruptedException {
                int key = given.next(waitMillis);
                if (key != 0 || waitMillis < TerminalPhone.QUESTION_MILLIS || asked[0]) return key;
                asked[0] = true; // the question whether to allow the address: all keys are pressed
                try {
                    together.await();
                } catch (BrokenBarrierException e) {
                    throw new IllegalStateException("another call broke off", e);
                }
                TimeUnit.MICROSECONDS.sleep(spreadMillis * 1_000L * call / calls);
                pressed.set(call, System.nanoTime());
                return '1';
            }
        });
    }

    private static String dial(TerminalPhone.Keypad keypad) throws IOException, InterruptedException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4573);
        return new TerminalPhone(server, "bench", Prompts.of("en"), keypad, words -> {})
                .call()
                .get("CALLGATE_STATUS");
    }

    /** From every address that was confirmed and has not come through yet, a packet each period, for a minute at most. */
    private Void send() throws IOException, InterruptedException {
        InetSocketAddress sip = new InetSocketAddress("192.0.2.1", PHONES_PORT);
        DatagramSocket[] sockets = new DatagramSocket[calls];
        for (int i = 0; i < calls; i++) sockets[i] = new DatagramSocket(new InetSocketAddress(address(i), PHONES_PORT));
        long end = System.nanoTime() + 60_000_000_000L;
        for (boolean waiting = true; waiting && System.nanoTime() < end; ) {
            waiting = false;
            long next = System.nanoTime() + PERIOD_MILLIS * 1_000_000L;
            for (int i = 0; i < calls; i++) {
                if (arrived.get(i) != 0) continue;
                waiting = true;
                if (pressed.get(i) == 0) continue;
                byte[] payload = ByteBuffer.allocate(4).putInt(i).array();
                sockets[i].send(new DatagramPacket(payload, payload.length, sip));
            }
            LockSupport.parkNanos(next - System.nanoTime());
        }
        Arrays.stream(sockets).forEach(DatagramSocket::close);
        return null;
    }

    private Void receive(DatagramSocket sip) throws IOException {
        byte[] buffer = new byte[64];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            sip.receive(packet);
            arrived.compareAndSet(ByteBuffer.wrap(buffer).getInt(), 0, System.nanoTime());
        }
    }
}
