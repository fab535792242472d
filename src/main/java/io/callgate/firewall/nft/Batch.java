package io.callgate.firewall.nft;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.callgate.core.address.Address;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.gate.port.FirewallException;
import io.callgate.netlink.Header;
import io.callgate.netlink.LibC;
import io.callgate.netlink.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Changes elements of hash sets in one transaction of the kernel, in a tenth of the time that libnftables takes, which reads
 * all sets before it adds an element to one. Done whole or not at all.
 */
public final class Batch implements AutoCloseable {

    /** The length of an attribute has 16 bits, and the largest element, with its comment, some 200 bytes. */
    private static final int ELEMENTS_IN_ONE = 300;

    private static final int LARGEST_ELEMENT = 256;
    private static final int SEND_BYTES = 64 << 20;

    private final int socket;
    private final Memory answer = new Memory(64 * 1024);
    private Memory memory = new Memory(64 * 1024);
    private ByteBuffer out = memory.getByteBuffer(0, memory.size());
    private Message message = new Message(out);
    private int sequence;
    private int lastMessage;
    private boolean closed;

    public Batch() {
        try {
            socket = LibC.netfilterSocket();
            LibC.sendBuffer(socket, SEND_BYTES);
        } catch (LastErrorException e) {
            throw new FirewallException("netlink: no socket to the kernel's packet filter: " + e.getMessage(), e);
        }
    }

    /**
     * Runs what was collected for hash sets.
     *
     * @param step what is being tried, for the message when it fails
     */
    public void run(String step, Map<GateSet, Changes.OfSet> changes, long nowMillis) {
        if (closed) throw new FirewallException(step + ": the firewall is closed");
        begin(changes.values().stream().mapToInt(Changes.OfSet::size).sum());
        changes.forEach((set, of) -> {
            elements(NfTables.NEW_ELEMENTS, set, of.revived(), nowMillis);
            elements(NfTables.DELETE_ELEMENTS, set, of.deleted(), nowMillis);
            elements(NfTables.NEW_ELEMENTS, set, of.added(), nowMillis);
        });
        commit(step);
    }

    /** Takes out rules of the table, whoever wrote them: all, or none where one is gone already. */
    public void delete(String step, List<Watch.Rule> rules) {
        if (closed) throw new FirewallException(step + ": the firewall is closed");
        begin(rules.size());
        for (Watch.Rule rule : rules) {
            lastMessage =
                    message.begin(NfTables.type(NfTables.DELETE_RULE), Header.REQUEST, ++sequence, Header.INET, 0);
            message.text(NfTables.TABLE_NAME, Kernel.TABLE)
                    .text(NfTables.RULE_CHAIN, rule.chain())
                    .number(NfTables.RULE_HANDLE, rule.handle())
                    .end(lastMessage);
        }
        commit(step);
    }

    private void commit(String step) {
        // The kernel answers this one when it has done all, and those before it that it refuses.
        int flags = lastMessage + Header.FLAGS_AT;
        out.putShort(flags, (short) (out.getShort(flags) | Header.ACKNOWLEDGE));
        int last = out.getInt(lastMessage + Header.SEQUENCE_AT);
        border(NfTables.BATCH_END);
        send(step, last);
    }

    private void begin(int elements) {
        long size = 4096L + (long) elements * LARGEST_ELEMENT;
        if (memory.size() < size) {
            memory = new Memory(size);
            out = memory.getByteBuffer(0, memory.size());
            message = new Message(out);
        }
        out.clear();
        border(NfTables.BATCH_BEGIN);
    }

    /** The subsystem of all that stands between is the resource of both. */
    private void border(int type) {
        message.end(message.begin(type, Header.REQUEST, ++sequence, (byte) 0, NfTables.SUBSYSTEM));
    }

    private void elements(int type, GateSet set, List<Element> elements, long nowMillis) {
        boolean isNew = type == NfTables.NEW_ELEMENTS;
        int flags = isNew ? Header.REQUEST | Header.CREATE : Header.REQUEST;
        for (int from = 0; from < elements.size(); from += ELEMENTS_IN_ONE) {
            List<Element> some = elements.subList(from, Math.min(elements.size(), from + ELEMENTS_IN_ONE));
            lastMessage = message.begin(NfTables.type(type), flags, ++sequence, Header.INET, 0);
            message.text(NfTables.TABLE_NAME, Kernel.TABLE).text(NfTables.ELEMENTS_SET, set.name());
            int list = message.nest(NfTables.ELEMENTS_LIST);
            for (Element element : some) element(element, isNew, nowMillis);
            message.unnest(list).end(lastMessage);
        }
    }

    private void element(Element element, boolean whole, long nowMillis) {
        int nest = message.nest(NfTables.LIST_ELEMENT);
        int key = message.nest(NfTables.ELEMENT_KEY);
        address(element.first());
        message.unnest(key);
        if (whole && element.endMillis() != Element.FOR_EVER)
            message.number(NfTables.ELEMENT_TIMEOUT, Math.max(1, element.endMillis() - nowMillis));
        if (whole && !element.comment().isEmpty()) comment(element.comment());
        message.unnest(nest);
    }

    private void address(Address address) {
        if (address.isV6()) message.number(NfTables.DATA_VALUE, address.high(), address.low());
        else message.number(NfTables.DATA_VALUE, (int) address.low());
    }

    /** As libnftables keeps it: user data with type 0, length, and the text with its end. */
    private void comment(String comment) {
        byte[] text = (comment + '\0').getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[2 + text.length];
        data[1] = (byte) text.length;
        System.arraycopy(text, 0, data, 2, text.length);
        message.attribute(NfTables.ELEMENT_USER_DATA, data);
    }

    private void send(String step, int last) {
        try {
            LibC.send(socket, memory, new NativeLong(out.position()), 0);
            while (!answered(step, last)) {}
        } catch (LastErrorException e) {
            throw new FirewallException(step + ": netlink: " + e.getMessage(), e);
        }
    }

    private boolean answered(String step, int last) {
        int length = LibC.recv(socket, answer, new NativeLong(answer.size()), 0).intValue();
        ByteBuffer in = answer.getByteBuffer(0, length);
        boolean done = false;
        for (int at = 0; at + Header.NETFILTER_LENGTH <= length; at = Header.next(in, at)) {
            int from = in.getInt(at + Header.SEQUENCE_AT);
            // What is left of an earlier one that failed is not ours.
            boolean ours = from - sequence <= 0 && from - out.getInt(Header.SEQUENCE_AT) >= 0;
            if (Header.type(in, at) != Header.TYPE_ERROR || !ours) continue;
            int error = Header.error(in, at);
            if (error != 0) throw new FirewallException(step + ": the kernel refuses with error " + error);
            done |= from == last;
        }
        return done;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        LibC.close(socket);
    }
}
