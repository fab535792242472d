package io.callgate.firewall;

/**
 * A named set of the table. Single addresses stand in hash sets, where a change costs the same whatever their size; ranges
 * stand in sets of intervals, which nftables reads whole before each change and which therefore stay apart and small.
 */
record GateSet(String name, boolean isV6, boolean isInterval) {

    /** Addresses that {@code service} is open for. */
    static GateSet allow(String service, boolean isV6, boolean isInterval) {
        return named("allow" + (isV6 ? 6 : 4) + "_" + service, isV6, isInterval);
    }

    /** Addresses whose packets to guarded ports the allow sets alone decide on. */
    static GateSet judged(boolean isV6, boolean isInterval) {
        return named("judged" + (isV6 ? 6 : 4), isV6, isInterval);
    }

    private static GateSet named(String name, boolean isV6, boolean isInterval) {
        return new GateSet(isInterval ? name + "_range" : name, isV6, isInterval);
    }

    /** What follows the set's name where it is declared. An element without a timeout of its own stays for ever. */
    String declaration() {
        return "{ type " + (isV6 ? "ipv6_addr" : "ipv4_addr") + "; flags "
                + (isInterval ? "interval,timeout" : "timeout") + "; }";
    }
}
