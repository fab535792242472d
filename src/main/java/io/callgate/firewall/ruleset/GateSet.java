package io.callgate.firewall.ruleset;

import java.util.Optional;

/**
 * A named set of the table. Single addresses stand in hash sets, where a change costs the same whatever their size; ranges
 * stand in sets of intervals, which nftables reads whole before each change and which therefore stay apart and small.
 */
public record GateSet(String name, boolean isV6, Kind kind) {

    /** What a set is for. The flags are those of {@code linux/netfilter/nf_tables.h}: interval 4, timeout 16, eval 32. */
    public enum Kind {
        /** Single addresses. */
        HASH("timeout", 0x10),
        /** Ranges. */
        INTERVALS("interval,timeout", 0x14),
        /** Addresses that the kernel enters by itself for what they or the PBX began, until that can do no harm. */
        NOTED("dynamic,timeout; size 262144; timeout 7d", 0x30),
        /** As NOTED, of those that had no grant at all: strangers, while nothing is shut. */
        STRANGERS("dynamic,timeout; size 65536; timeout 1d", 0x30),
        /** Addresses whose packets the kernel counts, and which it enters by itself. */
        RATE("dynamic,timeout; size 65536; timeout 1m", 0x30),
        /** As RATE, of packets that nothing allows: an allowance that nobody used for some seconds is whole again. */
        PACE("dynamic,timeout; size 65536; timeout 10s", 0x30),
        /** Addresses that send too many packets to be looked at, which the kernel enters by itself. */
        SPRAY("dynamic,timeout; size 65536; timeout 30s", 0x30),
        /** Protocol families for which a trial of enforcing runs. */
        TRIAL("timeout", 0x10);

        private final String text;
        private final int flags;

        Kind(String text, int flags) {
            this.text = text;
            this.flags = flags;
        }

        public int flags() {
            return flags;
        }
    }

    /** While it holds a family, packets of that family which nothing allows are dropped. */
    public static final GateSet UNCONFIRMED = new GateSet("unconfirmed", false, Kind.TRIAL);

    /** How fast whose packets come that nothing allows. */
    static GateSet pace(boolean isV6) {
        return new GateSet("pace" + (isV6 ? 6 : 4), isV6, Kind.PACE);
    }

    /**
     * Whose packets are not looked at. They stay for longer than a knock may take, so that what is not seen in between can
     * not make a knock of what is.
     */
    static GateSet spray(boolean isV6) {
        return new GateSet("spray" + (isV6 ? 6 : 4), isV6, Kind.SPRAY);
    }

    /** Addresses that {@code service} is open for. */
    public static GateSet allow(String service, boolean isV6, boolean isInterval) {
        return named("allow" + (isV6 ? 6 : 4) + "_" + service, isV6, isInterval);
    }

    /** Addresses that the PBX's own flows do not speak for, as the book says. */
    public static GateSet judged(boolean isV6) {
        return named("judged" + (isV6 ? 6 : 4), isV6, false);
    }

    /** Addresses that may answer the PBX without a grant, whatever the kernel noted of them, as the book says. */
    static GateSet spared(boolean isV6) {
        return named("spared" + (isV6 ? 6 : 4), isV6, false);
    }

    /** Who began a flow that a grant let in. */
    public static GateSet used(boolean isV6) {
        return new GateSet("used" + (isV6 ? 6 : 4), isV6, Kind.NOTED);
    }

    /** Who had a connection to a guarded port, or was asked something by SIP, and had nothing that allowed it. */
    public static GateSet flows(boolean isV6) {
        return new GateSet("flows" + (isV6 ? 6 : 4), isV6, Kind.STRANGERS);
    }

    /** To whom the PBX began flows before they used a grant. */
    public static GateSet peers(boolean isV6) {
        return new GateSet("peers" + (isV6 ? 6 : 4), isV6, Kind.NOTED);
    }

    /** Addresses whose packets are dropped first: IPv4 addresses, IPv6 networks of /64, or ranges of any size. */
    public static GateSet ban(boolean isV6, boolean isInterval) {
        return named("ban" + (isV6 ? 6 : 4), isV6, isInterval);
    }

    /** Of the banned, whom an administrator banned: not even what they answer passes. */
    static GateSet shut(boolean isV6, boolean isInterval) {
        return named("shut" + (isV6 ? 6 : 4), isV6, isInterval);
    }

    /** How fast whom the packets for a service that is open to everybody come. */
    static GateSet rate(String service, boolean isV6) {
        return new GateSet("rate" + (isV6 ? 6 : 4) + "_" + service, isV6, Kind.RATE);
    }

    private static GateSet named(String name, boolean isV6, boolean isInterval) {
        return isInterval ? new GateSet(name + "_range", isV6, Kind.INTERVALS) : new GateSet(name, isV6, Kind.HASH);
    }

    /** The service of which it holds the ranges that it is open for. */
    public Optional<String> serviceOfRanges() {
        return isInterval() && name.startsWith("allow")
                ? Optional.of(name.substring("allow4_".length(), name.length() - "_range".length()))
                : Optional.empty();
    }

    public boolean isInterval() {
        return kind == Kind.INTERVALS;
    }

    public int keyBytes() {
        if (kind == Kind.TRIAL) return 1;
        return isV6 ? 16 : 4;
    }

    /** What follows the set's name where it is declared. An element without a timeout of its own stays for ever. */
    public String declaration() {
        String key = isV6 ? "ipv6_addr" : "ipv4_addr";
        return "{ type " + (kind == Kind.TRIAL ? "nf_proto" : key) + "; flags " + kind.text + "; }";
    }
}
