package io.callgate.app.arm;

import io.callgate.core.address.Address;
import io.callgate.core.arm.Connection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The kernel's TCP sockets: {@code /proc/net/tcp} and {@code tcp6} (proc_net_tcp(5)), whose words are in the host's order. */
final class TcpTable {

    private static final int MOST_LINES = 200_000;
    private static final String ESTABLISHED = "01";
    private static final String LISTEN = "0A";

    private final Set<Connection> established = new LinkedHashSet<>();
    private final Map<String, Integer> listeners = new HashMap<>();

    private TcpTable() {}

    static TcpTable read(Path proc) {
        TcpTable table = new TcpTable();
        for (String file : new String[] {"net/tcp", "net/tcp6"}) {
            try (BufferedReader lines = Files.newBufferedReader(proc.resolve(file), StandardCharsets.US_ASCII)) {
                lines.lines().skip(1).limit(MOST_LINES).forEach(table::add);
            } catch (IOException e) {
                continue; // a kernel without IPv6 has no such file
            }
        }
        return table;
    }

    private void add(String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length < 10) return;
        if (fields[3].equals(LISTEN)) listeners.put(fields[9], port(fields[1]));
        if (fields[3].equals(ESTABLISHED))
            established.add(new Connection(address(fields[2]), port(fields[2]), address(fields[1]), port(fields[1])));
    }

    private static int port(String text) {
        return Integer.parseInt(text.substring(text.indexOf(':') + 1), 16);
    }

    private static Address address(String text) {
        String hex = text.substring(0, text.indexOf(':'));
        ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
        for (int i = 0; i < hex.length(); i += 8) bytes.putInt((int) Long.parseLong(hex.substring(i, i + 8), 16));
        return Address.ofBytes(bytes.array());
    }

    /** From the one at the other end to this box. */
    Set<Connection> established() {
        return established;
    }

    /** The ports on which the sockets of those numbers listen. */
    Set<Integer> listening(Set<String> inodes) {
        Set<Integer> ports = new TreeSet<>();
        listeners.forEach((inode, port) -> {
            if (inodes.contains(inode)) ports.add(port);
        });
        return ports;
    }
}
