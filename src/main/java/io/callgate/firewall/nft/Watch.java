package io.callgate.firewall.nft;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.callgate.gate.port.FirewallException;
import io.callgate.netlink.Attributes;
import io.callgate.netlink.Header;
import io.callgate.netlink.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hears of every transaction of nf_tables in this network namespace, from the kernel's group NFNLGRP_NFTABLES, and knows
 * which of them were others' and touched the table. The kernel tells the objects of a transaction first, and its number and
 * who did it last.
 */
public final class Watch implements AutoCloseable {

    private static final int GROUP = 1 << 7 - 1;
    private static final int WAITING_BYTES = 4 * 1024 * 1024;

    private static final String RULE_DELETED = "rule deleted";

    /** What a message tells of, by its number; the even ones in between ask. */
    private static final String[] KINDS = {
        "table changed",
        "",
        "table deleted",
        "chain changed",
        "",
        "chain deleted",
        "rule added",
        "",
        RULE_DELETED,
        "set changed",
        "",
        "set deleted",
        "element added",
        "",
        "element deleted"
    };

    private final Memory memory = new Memory(256 * 1024);
    private final ByteBuffer buffer = ByteBuffer.allocate((int) memory.size()).order(ByteOrder.nativeOrder());
    private final int socket;
    private final int signals;

    /** The addresses of the sockets by which we change the table, as soon as one of our transactions was told. */
    private final Set<Integer> ownPorts = new HashSet<>();

    /** What the transaction that is being told did to the table. */
    private final Set<String> told = new TreeSet<>();

    /** The rules that the transaction that is being told added to the table, and those of others' that are through. */
    private final List<Rule> toldRules = new ArrayList<>();

    private final List<Rule> rules = new ArrayList<>();
    private long last;
    private boolean lost;
    private final Set<String> deeds = new TreeSet<>();
    private String by = "";
    private boolean closed;

    /**
     * What was heard since it was forgotten.
     *
     * @param last the number of the last transaction; 0 when there was none
     * @param lost something may have gone unheard
     * @param deed what others did to the table
     * @param by who
     * @param rules that others added to the table beside those that were there
     */
    public record Heard(long last, boolean lost, Optional<String> deed, String by, List<Rule> rules) {}

    /** One in the table, by the number that the kernel gave it. */
    public record Rule(String chain, long handle) {}

    public Watch() {
        try {
            signals = LibC.signals();
            socket = LibC.netfilterSocket();
            LibC.join(socket, GROUP);
            LibC.receiveBuffer(socket, WAITING_BYTES);
        } catch (LastErrorException e) {
            throw new FirewallException(
                    "netlink: cannot hear what happens to the firewall; this needs root or the capability CAP_NET_ADMIN: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Takes in what waits. {@code own} is the number of a transaction that was ours beyond doubt; 0 is none's. */
    public Heard hear(long own) {
        if (closed) throw new FirewallException("netlink: the firewall is closed");
        for (int length = receive(); length >= 0; length = receive())
            for (int at = 0; at + Header.NETFILTER_LENGTH <= length; at = Header.next(buffer, at))
                message(at, length, own);
        Optional<String> deed = deeds.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", deeds));
        return new Heard(last, lost, deed, by, List.copyOf(rules));
    }

    /** Waits until something is there to hear, or {@link #wake} is called, or at most so long. */
    public void await(Duration longest) {
        LibC.await(socket, signals, (int) longest.toMillis());
    }

    /** On any thread. */
    public synchronized void wake() {
        if (!closed) LibC.signal(signals);
    }

    /** What was heard is dealt with. */
    public void forget() {
        last = 0;
        lost = false;
        deeds.clear();
        rules.clear();
        by = "";
    }

    /** The bytes of the next part, or -1 when none waits. */
    private int receive() {
        while (true) {
            int length = LibC.receiveNow(socket, memory);
            if (length >= 0) {
                memory.read(0, buffer.array(), 0, length);
                return length;
            }
            int error = Native.getLastError();
            if (error == LibC.EAGAIN) return -1;
            if (error == LibC.ENOBUFS) lost = true;
            else if (error != LibC.EINTR)
                throw new FirewallException("netlink: hearing what happens to the firewall: error " + error);
        }
    }

    private void message(int at, int length, long own) {
        int end = Math.min(at + buffer.getInt(at), length);
        int type = Header.type(buffer, at);
        int from = at + Header.NETFILTER_LENGTH;
        if (type >>> 8 != NfTables.SUBSYSTEM || end < from) return;
        int port = buffer.getInt(at + Header.PORT_AT);
        Attributes attributes = new Attributes(buffer.slice(from, end - from));
        int kind = type & 0xff;
        if (kind == NfTables.NEW_GENERATION) transaction(attributes, port, own);
        else if (buffer.get(at + Header.FAMILY_AT) == Header.INET
                && attributes.text(NfTables.TABLE_NAME).equals(Kernel.TABLE)) tell(kind, attributes);
    }

    private void tell(int kind, Attributes attributes) {
        told.add(kind < KINDS.length ? KINDS[kind] : "object changed");
        if (kind == NfTables.NEW_RULE)
            toldRules.add(new Rule(attributes.text(NfTables.RULE_CHAIN), attributes.bigNumber(NfTables.RULE_HANDLE)));
    }

    private void transaction(Attributes attributes, int port, long own) {
        last = Integer.toUnsignedLong(attributes.number(NfTables.GENERATION_NUMBER));
        if (last == own) ownPorts.add(port);
        if (!ownPorts.contains(port) && !told.isEmpty()) {
            deeds.addAll(told);
            // Before any of ours was told it might be ours. Who took rules out may have written all of them anew.
            if (told.contains(RULE_DELETED)) rules.clear();
            else if (!ownPorts.isEmpty()) rules.addAll(toldRules);
            by = attributes.text(NfTables.GENERATION_PROCESS_NAME) + " (process "
                    + attributes.number(NfTables.GENERATION_PROCESS) + ")";
        }
        told.clear();
        toldRules.clear();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        LibC.close(signals);
        LibC.close(socket);
    }
}
