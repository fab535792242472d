package io.callgate.app.box;

import io.callgate.kit.SocketTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The local ports of all sockets that this box has at the moment. */
public final class UsedPorts {

    private UsedPorts() {}

    public static Set<Integer> read(Path proc) {
        Set<Integer> ports = new TreeSet<>();
        SocketTable.each(
                proc,
                List.of("tcp", "tcp6", "udp", "udp6"),
                row -> ports.add(row.local().getPort()));
        return ports;
    }
}
