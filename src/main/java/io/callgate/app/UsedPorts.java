package io.callgate.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The local ports of all sockets that this box has at the moment (proc_net_tcp(5)). */
final class UsedPorts {

    private static final int MOST_LINES = 200_000;

    private UsedPorts() {}

    static Set<Integer> read(Path proc) {
        Set<Integer> ports = new TreeSet<>();
        for (String file : List.of("net/tcp", "net/tcp6", "net/udp", "net/udp6")) {
            try (BufferedReader lines = Files.newBufferedReader(proc.resolve(file), StandardCharsets.US_ASCII)) {
                lines.lines().skip(1).limit(MOST_LINES).forEach(line -> add(line, ports));
            } catch (IOException e) {
                continue; // a kernel without IPv6 has no such file
            }
        }
        return ports;
    }

    /** {@code  0: 0100007F:1F90 00000000:0000 0A …} */
    private static void add(String line, Set<Integer> ports) {
        String[] fields = line.strip().split("\\s+", 3);
        int colon = fields.length < 3 ? -1 : fields[1].indexOf(':');
        if (colon > 0) ports.add(Integer.parseInt(fields[1].substring(colon + 1), 16));
    }
}
