package io.callgate.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The sockets of this network namespace, as the kernel lists them to everybody (proc_net_tcp(5)). */
public final class SocketTable {

    /** One socket. IPv4 addresses in an IPv6 socket are IPv4 addresses. */
    public record Row(
            InetSocketAddress local, InetSocketAddress remote, boolean listens, boolean isUp, int user, String inode) {

        /** Whether who connects to {@code to} may reach this one, if it listens. */
        boolean receives(InetSocketAddress to) {
            return local.getPort() == to.getPort()
                    && (local.getAddress().isAnyLocalAddress()
                            || local.getAddress().equals(to.getAddress()));
        }
    }

    private static final int MOST_LINES = 200_000;
    private static final String ESTABLISHED = "01";
    private static final String LISTEN = "0A";

    private SocketTable() {}

    /**
     * Shows all of some kinds.
     *
     * @param kinds of {@code tcp}, {@code tcp6}, {@code udp} and {@code udp6}; a kernel without IPv6 has not all of them
     */
    public static void each(Path proc, List<String> kinds, Consumer<Row> sink) {
        for (String kind : kinds) {
            Path file = proc.resolve("net").resolve(kind);
            if (!Files.exists(file)) continue;
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
                lines.lines()
                        .skip(1)
                        .limit(MOST_LINES)
                        .flatMap(SocketTable::row)
                        .forEach(sink);
            } catch (IOException | UncheckedIOException e) {
                throw new UncheckedIOException(
                        new IOException("cannot see which sockets there are in " + file + ": " + e, e));
            }
        }
    }

    /** The users whose sockets receive who connects to {@code to}. */
    public static Set<Integer> listeners(Path proc, InetSocketAddress to) {
        Set<Integer> users = new TreeSet<>();
        each(proc, List.of("tcp", "tcp6"), row -> {
            if (row.listens && row.receives(to)) users.add(row.user);
        });
        return users;
    }

    /** {@code  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 UID 0 INODE …} */
    private static Stream<Row> row(String line) {
        String[] fields = line.strip().split("\\s+", 11);
        if (fields.length < 10) return Stream.empty();
        return Stream.of(new Row(
                address(fields[1]),
                address(fields[2]),
                fields[3].equals(LISTEN),
                fields[3].equals(ESTABLISHED),
                Integer.parseUnsignedInt(fields[7]),
                fields[9]));
    }

    /** The words of an address are in the host's order. */
    private static InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
        for (int i = 0; i < colon; i += 8) bytes.putInt(Integer.parseUnsignedInt(text.substring(i, i + 8), 16));
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes.array()), Integer.parseInt(text.substring(colon + 1), 16));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address of a socket", e);
        }
    }
}
