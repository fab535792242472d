package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A PBX with a firewall, and a box with several addresses at the other end of a cable. */
public final class Cable implements AutoCloseable {

    /** The addresses of one family: the PBX, a phone, a stranger, a machine of the LAN. */
    enum Family {
        V4("192.0.2.1", "192.0.2.10", "192.0.2.20", "192.0.2.200"),
        V6("2001:db8::1", "2001:db8::10", "2001:db8::20", "2001:db8::c8");

        final String pbx;
        final String phone;
        final String stranger;
        final String lan;

        Family(String pbx, String phone, String stranger, String lan) {
            this.pbx = pbx;
            this.phone = phone;
            this.stranger = stranger;
            this.lan = lan;
        }
    }

    public static final ServiceCatalog SERVICES = ServiceCatalog.builtInWith(Map.of());
    static final List<AddressRange> LAN = List.of(AddressRange.parse(Family.V4.lan), AddressRange.parse(Family.V6.lan));

    final Namespace pbx = Namespace.create("pbx");
    final Namespace far = Namespace.create("far");
    final NftFirewall firewall;
    private final Map<Integer, DatagramSocket> listening = new HashMap<>();
    private final List<NftFirewall> others = new ArrayList<>();
    private int probes;

    Cable(Mode mode) {
        lay();
        firewall = pbx.call(() -> new NftFirewall(new Ruleset(mode, LAN, SERVICES), Ticker.systemTicker()));
        firewall.converge(List.of(), NO_BANS, Instant.now());
    }

    /** As a box that has just started: nothing is loaded, though {@link #firewall} could do it. */
    Cable() {
        lay();
        firewall = another(Mode.ENFORCE);
    }

    private void lay() {
        pbx.connect(far);
        for (Family family : Family.values()) {
            String prefix = family == Family.V4 ? "/24" : "/64";
            pbx.addresses(family.pbx + prefix);
            far.addresses(family.phone + prefix, family.stranger + prefix, family.lan + prefix);
        }
        pbx.addresses("198.18.0.1/15");
        far.addresses("198.18.5.5/15");
    }

    /** A firewall as another process would have it; its table is the same. */
    NftFirewall another(Mode mode) {
        NftFirewall another = pbx.call(() -> new NftFirewall(new Ruleset(mode, LAN, SERVICES), Ticker.systemTicker()));
        others.add(another);
        return another;
    }

    /** One that lets everybody reach some services, in the place of the others. */
    NftFirewall open(String... services) {
        return made(true, services);
    }

    /** One that lets nobody ping, in the place of the others. */
    NftFirewall mute() {
        return made(false);
    }

    private NftFirewall made(boolean ping, String... services) {
        ImmutableList<OpenService> open =
                Stream.of(services).map(OpenService::parse).collect(ImmutableList.toImmutableList());
        Ruleset ruleset = new Ruleset(Mode.ENFORCE, Optional.empty(), ImmutableList.copyOf(LAN), SERVICES, open, ping);
        NftFirewall made = pbx.call(() -> new NftFirewall(ruleset, Ticker.systemTicker()));
        others.add(made);
        return made;
    }

    boolean pings(String from, String to) {
        return far.succeeds("ping", "-c", "1", "-W", "1", "-I", from, to);
    }

    /** Whether a datagram arrives; one of the LAN, sent after it on the same cable, says when to stop waiting. */
    boolean udpPasses(String from, String to, int port) {
        DatagramSocket server = listening.computeIfAbsent(port, p -> udp(pbx, "::", p));
        String probe = "probe " + ++probes;
        String marker = "marker " + probes;
        try (DatagramSocket client = udp(far, from, 0);
                DatagramSocket machine = udp(far, to.contains(":") ? Family.V6.lan : Family.V4.lan, 0)) {
            send(client, probe, to, port);
            send(machine, marker, to.contains(":") ? Family.V6.pbx : Family.V4.pbx, port);
            boolean passed = false;
            while (true) {
                String got = receive(server, 5000);
                if (got.equals(probe)) passed = true;
                if (got.equals(marker)) return passed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean tcpPasses(String from, String to, int port) {
        try (ServerSocket server = pbx.call(() -> new ServerSocket(port, 5, InetAddress.getByName(to)));
                Socket client = tcp(far, from)) {
            client.connect(new InetSocketAddress(to, port), 300);
            return server.isBound();
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An unconnected socket bound to an address of {@code where}. */
    static Socket tcp(Namespace where, String address) {
        return where.call(() -> {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return socket;
        });
    }

    static DatagramSocket udp(Namespace where, String address, int port) {
        return where.call(() -> new DatagramSocket(new InetSocketAddress(address, port)));
    }

    static void send(DatagramSocket from, String text, String to, int port) throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        from.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(to, port)));
    }

    /** Empty when nothing came in time. */
    static String receive(DatagramSocket at, int millis) throws IOException {
        at.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        try {
            at.receive(packet);
        } catch (SocketTimeoutException e) {
            if (millis >= 5000) throw e;
            return "";
        }
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
    }

    @Override
    public void close() {
        listening.values().forEach(DatagramSocket::close);
        firewall.close();
        others.forEach(NftFirewall::close);
        pbx.close();
        far.close();
    }
}
