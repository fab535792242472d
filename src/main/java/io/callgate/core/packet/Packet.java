package io.callgate.core.packet;

import io.callgate.core.address.Address;
import io.callgate.core.service.PortRange.Protocol;

/**
 * A packet that nothing allows: a UDP packet, or the first of a TCP connection.
 *
 * @param atMillis when it came, in milliseconds since the epoch, by the clock of whoever received it
 * @param port the port that it was sent to
 * @param payload the first bytes that it carries, a stranger's words; empty for TCP. Nobody changes it
 * @param connection what a first packet of a TCP connection shares with those that the sender's kernel sends again when nobody
 *     answers, made of its source port and sequence number; never 0, which is UDP's
 */
public record Packet(long atMillis, Address source, Protocol protocol, int port, byte[] payload, int connection) {

    /** Of UDP, or of a TCP connection of which no more is known. */
    public Packet(long atMillis, Address source, Protocol protocol, int port, byte[] payload) {
        this(atMillis, source, protocol, port, payload, 0);
    }
}
