package io.callgate.core.service;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An inclusive range of ports of one transport protocol; ports 1 to 65535. */
public record PortRange(Protocol protocol, int first, int last) {

    /** The transport protocols that carry ports here, named as nftables names them. */
    public enum Protocol {
        TCP,
        UDP;

        @Override
        public String toString() {
            return this == TCP ? "tcp" : "udp";
        }
    }

    private static final Pattern TEXT = Pattern.compile("(tcp|udp)[ /:]([0-9]{1,5})(?:-([0-9]{1,5}))?");

    public PortRange {
        if (first < 1 || last > 65535 || first > last)
            throw new IllegalArgumentException("ports " + first + "-" + last + " are not a range within 1-65535");
    }

    /** Reads {@code udp/5060} or {@code tcp/5060-5069}. */
    public static PortRange parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) throw new IllegalArgumentException("\"" + text + "\" is not like udp/5060 or tcp/5060-5069");
        int first = Integer.parseInt(m.group(2));
        int last = m.group(3) == null ? first : Integer.parseInt(m.group(3));
        return new PortRange(m.group(1).equals("tcp") ? Protocol.TCP : Protocol.UDP, first, last);
    }

    public boolean holds(int port) {
        return first <= port && port <= last;
    }

    /** The ports alone, as nftables writes them. */
    public String ports() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    @Override
    public String toString() {
        return protocol + "/" + ports();
    }
}
