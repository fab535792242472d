package io.callgate.firewall.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.ban.Banned;
import io.callgate.firewall.Cable;
import io.callgate.firewall.NftFirewall;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real programs of several users at the port of the calls, and the real rule between them. */
class DoorIT {

    private static final int PORT = 4573;
    private static final int ROOT = 0;
    private static final int CALLGATE = 61001;
    private static final int ASTERISK = 61002;
    private static final int NOBODY = 65534;

    /** Tells everybody who connects that he is served. Arguments: address, port, backlog. */
    private static final String SERVER = """
            s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((sys.argv[1], int(sys.argv[2])))
            s.listen(int(sys.argv[3]))
            print("ready", flush=True)
            held = []
            while True:
                c, _ = s.accept()
                c.sendall(b"served")
                held.append(c)
            """;

    /** How many of so many connections are served, as soon as all are, or after a while. Arguments: address, port, number. */
    private static final String CLIENT = """
            ready = selectors.DefaultSelector()
            for _ in range(int(sys.argv[3])):
                s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
                s.setblocking(False)
                s.connect_ex((sys.argv[1], int(sys.argv[2])))
                ready.register(s, selectors.EVENT_READ)
            served, end = 0, time.monotonic() + 2.5
            while ready.get_map() and time.monotonic() < end:
                for key, _ in ready.select(end - time.monotonic()):
                    ready.unregister(key.fileobj)
                    try:
                        served += key.fileobj.recv(100) == b"served"
                    except OSError:
                        pass
            print(served)
            """;

    private Namespace box;
    private NftFirewall firewall;
    private Process server;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft", "python3");
        box = Namespace.create("door");
    }

    @AfterEach
    void close() {
        if (server != null) server.destroyForcibly();
        if (firewall != null) firewall.close();
        if (box != null) box.close();
    }

    private void load(Mode mode, boolean closed) {
        Ruleset ruleset = new Ruleset(
                mode,
                Optional.empty(),
                ImmutableList.of(),
                Cable.SERVICES,
                ImmutableList.of(),
                true,
                false,
                Optional.of(new Door(PORT, ImmutableSortedSet.of(ROOT, CALLGATE, ASTERISK), closed)));
        firewall = box.call(() -> new NftFirewall(ruleset, Ticker.systemTicker()));
        firewall.converge(List.of(), new Banned(), Instant.now());
    }

    private ProcessBuilder as(int user, String program, Object... arguments) {
        // The interpreter may lie where only root reads.
        String become =
                "import encodings.idna, os, selectors, socket, sys, time\nos.setgroups([]); os.setgid(%1$d); os.setuid(%1$d)\n"
                        .formatted(user);
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-c", become + program));
        for (Object argument : arguments) command.add(argument.toString());
        return box.process(command.toArray(String[]::new)).redirectErrorStream(true);
    }

    private void serve(int user, String address, int port, int backlog) throws IOException {
        if (server != null) server.destroyForcibly().onExit().join();
        server = as(user, SERVER, address, port, backlog).start();
        byte[] ready = server.getInputStream().readNBytes("ready\n".length());
        assertThat(new String(ready, StandardCharsets.UTF_8)).isEqualTo("ready\n");
    }

    private int served(int user, String address, int port, int connections) throws IOException {
        Process client = as(user, CLIENT, address, port, connections).start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Integer.parseInt(said.strip());
    }

    private long counted(String counter) {
        return firewall.counters().of(counter);
    }

    @Test
    void only_root_callgate_and_asterisk_reach_callgate_once_it_enforces() throws IOException {
        load(Mode.ENFORCE, true);
        for (String address : List.of("127.0.0.1", "::1")) {
            serve(CALLGATE, address, PORT, 50);
            for (int user : List.of(ROOT, CALLGATE, ASTERISK))
                assertThat(served(user, address, PORT, 1)).as("user " + user).isEqualTo(1);
            assertThat(served(NOBODY, address, PORT, 3)).isZero();
        }
        assertThat(counted("door")).isPositive();
        serve(NOBODY, "127.0.0.1", PORT + 1, 50);
        assertThat(served(NOBODY, "127.0.0.1", PORT + 1, 1))
                .as("another port is not callgate's")
                .isEqualTo(1);
    }

    @Test
    void while_it_observes_or_asterisk_is_not_known_others_are_counted_or_not_looked_at() throws IOException {
        load(Mode.OBSERVE, true);
        serve(CALLGATE, "127.0.0.1", PORT, 50);
        assertThat(served(NOBODY, "127.0.0.1", PORT, 1)).isEqualTo(1);
        assertThat(counted("door")).isPositive();
        firewall.close();
        load(Mode.ENFORCE, false);
        assertThat(served(NOBODY, "127.0.0.1", PORT, 1)).isEqualTo(1);
    }

    @Test
    void who_took_the_port_before_callgate_hears_nobody_whatever_the_mode() throws IOException {
        for (Mode mode : Mode.values()) {
            if (firewall != null) firewall.close();
            load(mode, mode == Mode.ENFORCE);
            for (String address : List.of("127.0.0.1", "::1")) {
                serve(NOBODY, address, PORT, 50);
                assertThat(served(ASTERISK, address, PORT, 1))
                        .as("%s, %s", mode, address)
                        .isZero();
            }
            // A full queue makes the kernel answer for a socket without saying whose.
            serve(NOBODY, "0.0.0.0", PORT, 0);
            assertThat(served(ROOT, "127.0.0.1", PORT, 40)).as("%s, full", mode).isZero();
        }
        assertThat(counted("squatted")).isPositive();
    }
}
