package io.callgate.core.arm;

import io.callgate.core.address.Address;
import java.util.Optional;

/**
 * A TCP connection to this box. Its text is that of SSH_CONNECTION (ssh(1)): the client's address and port, then the
 * server's.
 */
public record Connection(Address client, int clientPort, Address server, int serverPort) {

    public Connection {
        for (int port : new int[] {clientPort, serverPort})
            if (port < 1 || port > 65535) throw new IllegalArgumentException("port " + port + " is not 1 to 65535");
    }

    /** Reads {@code 203.0.113.7 51234 192.0.2.1 22}; the zone of a link-local address does not count. */
    public static Optional<Connection> find(String text) {
        String[] parts = text.strip().split(" ", 5);
        if (parts.length != 4 || !parts[1].matches("[0-9]{1,5}") || !parts[3].matches("[0-9]{1,5}"))
            return Optional.empty();
        Optional<Address> client = address(parts[0]);
        Optional<Address> server = address(parts[2]);
        int clientPort = Integer.parseInt(parts[1]);
        int serverPort = Integer.parseInt(parts[3]);
        boolean ports = clientPort >= 1 && clientPort <= 65535 && serverPort >= 1 && serverPort <= 65535;
        if (client.isEmpty() || server.isEmpty() || !ports) return Optional.empty();
        return Optional.of(new Connection(client.get(), clientPort, server.get(), serverPort));
    }

    private static Optional<Address> address(String text) {
        int zone = text.indexOf('%');
        return Address.find(zone < 0 ? text : text.substring(0, zone));
    }

    @Override
    public String toString() {
        return client + " " + clientPort + " " + server + " " + serverPort;
    }
}
