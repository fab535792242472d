package io.callgate.app.arm;

import io.callgate.core.address.Address;
import io.callgate.core.arm.Connection;
import io.callgate.kit.SocketTable;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The TCP sockets that listen, and those that are connected. */
final class TcpTable {

    private final Set<Connection> established = new LinkedHashSet<>();
    private final Map<String, Integer> listeners = new HashMap<>();

    private TcpTable() {}

    static TcpTable read(Path proc) {
        TcpTable table = new TcpTable();
        SocketTable.each(proc, List.of("tcp", "tcp6"), table::add);
        return table;
    }

    private void add(SocketTable.Row row) {
        InetSocketAddress here = row.local();
        InetSocketAddress there = row.remote();
        if (row.listens()) listeners.put(row.inode(), here.getPort());
        if (row.isUp()) established.add(new Connection(address(there), there.getPort(), address(here), here.getPort()));
    }

    private static Address address(InetSocketAddress socket) {
        return Address.ofBytes(socket.getAddress().getAddress());
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
