package io.callgate.testing;

import io.callgate.core.address.Address;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A name server on 127.0.0.1, by UDP and TCP, that answers, changes, delays, fails and lies. Names it was not told of do not exist. */
public final class DnsServer implements AutoCloseable {

    /** What it does with a query: the bytes it sends, or none. */
    public interface Behaviour {
        Optional<byte[]> answer(Message query, boolean tcp) throws IOException;
    }

    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger byTcp = new AtomicInteger();
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "dns server");
        thread.setDaemon(true);
        return thread;
    });

    public DnsServer() {
        this(0);
    }

    /** @param port 0 takes any that is free */
    public DnsServer(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            ServerSocket stream = new ServerSocket(port, 50, loopback);
            for (int i = 0; i < 20 && port == 0 && !isFree(stream.getLocalPort(), loopback); i++) {
                // Free for TCP is not free for UDP; the taken one is kept until another is found.
                ServerSocket other = new ServerSocket(0, 50, loopback);
                stream.close();
                stream = other;
            }
            tcp = stream;
            udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Background.start(this::serveUdp);
        Background.start(() -> {
            while (true) serveTcp(tcp.accept());
        });
    }

    private static boolean isFree(int port, InetAddress loopback) {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(loopback, port))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    /** As it stands in {@code names.servers}. */
    public String text() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /** From now on the name has these addresses, for {@code ttl} seconds. */
    public DnsServer has(String name, int ttl, String... addresses) {
        List<Record> records = Arrays.stream(addresses)
                .map(a -> record(name, ttl, Address.parse(a)))
                .toList();
        return does(name, (query, overTcp) -> Optional.of(answer(query, overTcp, records)));
    }

    /** From now on the name is another's. */
    public DnsServer alias(String name, String target) {
        return does(
                name,
                (query, overTcp) -> Optional.of(
                        answer(query, overTcp, List.of(new CNAMERecord(name(name), DClass.IN, 60, name(target))))));
    }

    /** From now on there is no such name. */
    public DnsServer forget(String name) {
        behaviours.remove(name);
        return this;
    }

    /** From now on this is said of the name, as in {@link Rcode}. */
    public DnsServer fails(String name, int code) {
        return does(name, (query, overTcp) -> Optional.of(reply(query, code).toWire()));
    }

    /** The same of one {@link Type} only; the other is as before. */
    public DnsServer fails(String name, int type, int code) {
        Behaviour before = behaviours.get(name);
        return does(
                name,
                (query, overTcp) -> query.getQuestion().getType() == type
                        ? Optional.of(reply(query, code).toWire())
                        : before.answer(query, overTcp));
    }

    /** From now on queries for the name get no answer. */
    public DnsServer silent(String name) {
        return does(name, (query, overTcp) -> Optional.empty());
    }

    public DnsServer delays(String name, Duration time) {
        delays.put(name, time);
        return this;
    }

    public DnsServer does(String name, Behaviour behaviour) {
        behaviours.put(name, behaviour);
        return this;
    }

    /** How many queries came for the name. */
    public int asked(String name) {
        return asked.getOrDefault(name, new AtomicInteger()).get();
    }

    /** How many queries came by TCP. */
    public int byTcp() {
        return byTcp.get();
    }

    /** An answer to {@code query} with those of {@code records} that are of its type, or are aliases. */
    public static byte[] answer(Message query, boolean tcp, List<Record> records) {
        Message reply = reply(query, Rcode.NOERROR);
        int type = query.getQuestion().getType();
        records.stream()
                .filter(r -> r.getType() == type || r.getType() == Type.CNAME)
                .forEach(r -> reply.addRecord(r, Section.ANSWER));
        OPTRecord edns = query.getOPT();
        return reply.toWire(tcp ? 65_535 : edns == null ? 512 : edns.getPayloadSize());
    }

    public static Message reply(Message query, int code) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setRcode(code);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    public static Record record(String name, int ttl, Address address) {
        return address.isV6()
                ? new AAAARecord(name(name), DClass.IN, ttl, address.toInetAddress())
                : new ARecord(name(name), DClass.IN, ttl, address.toInetAddress());
    }

    public static Name name(String text) {
        try {
            return Name.fromString(text + ".");
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void serveUdp() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            udp.receive(packet);
            byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
            answer(query, false, bytes -> udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress())));
        }
    }

    private void serveTcp(Socket socket) {
        Background.start(() -> {
            try (socket;
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
                while (true) {
                    byte[] query = new byte[in.readUnsignedShort()];
                    in.readFully(query);
                    byTcp.incrementAndGet();
                    answer(query, true, bytes -> {
                        out.writeShort(bytes.length);
                        out.write(bytes);
                        out.flush();
                    });
                }
            }
        });
    }

    private interface Send {
        void send(byte[] bytes) throws IOException;
    }

    private void answer(byte[] bytes, boolean overTcp, Send send) throws IOException {
        Message query = new Message(bytes);
        String name = query.getQuestion().getName().toString(true);
        asked.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
        Behaviour behaviour = behaviours.getOrDefault(
                name, (q, t) -> Optional.of(reply(q, Rcode.NXDOMAIN).toWire()));
        Optional<byte[]> answer = behaviour.answer(query, overTcp);
        if (answer.isEmpty()) return;
        Duration delay = delays.getOrDefault(name, Duration.ZERO);
        if (delay.isZero()) send.send(answer.get());
        else
            later.schedule(
                    () -> Background.start(() -> send.send(answer.get())), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        later.shutdownNow();
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
