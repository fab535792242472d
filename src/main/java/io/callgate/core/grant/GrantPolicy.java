package io.callgate.core.grant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be granted at all.
 *
 * @param own the PBX's own addresses: never granted
 * @param allow what an administrator allows of private, benchmark and carrier-grade NAT space; it overrides nothing else
 * @param refuse what an administrator refuses beyond what is always refused
 */
public record GrantPolicy(
        ImmutableSet<Address> own, ImmutableList<AddressRange> allow, ImmutableList<AddressRange> refuse) {

    /** Why a range is refused, so that it can be spoken. */
    public enum Reason {
        /** Cannot be anybody's phone: unspecified, loopback, link-local, multicast, broadcast, reserved. */
        SPECIAL,
        /** Not reachable over the internet: private, benchmark, carrier-grade NAT. */
        PRIVATE,
        /** The PBX itself. */
        OWN,
        /** The administrator's own list. */
        EXTRA
    }

    /** A refusal. {@code block} is the text of the block that {@code range} touches, with what it is. */
    public record Refusal(AddressRange range, Reason reason, String block) {

        /** For an administrator: the value and the rule. */
        public String message() {
            String hint = reason == Reason.PRIVATE ? "; add it to policy.allow if you mean it" : "";
            return range + " is never granted: it touches " + block + hint;
        }
    }

    private record Block(AddressRange range, Reason reason, String name) {}

    /** From the IANA special-purpose registries (RFC 6890), RFC 1112, 1918, 2544, 4193, 4291, 6598. Documentation is harmless. */
    private static final ImmutableList<Block> BLOCKS = ImmutableList.of(
            special("0.0.0.0/8", "the unspecified network"),
            special("127.0.0.0/8", "loopback"),
            special("169.254.0.0/16", "link-local"),
            special("192.0.0.0/24", "IETF protocol assignments"),
            special("192.88.99.0/24", "the former 6to4 relays"),
            special("224.0.0.0/4", "multicast"),
            special("240.0.0.0/4", "reserved and broadcast"),
            inward("10.0.0.0/8", "private space"),
            inward("172.16.0.0/12", "private space"),
            inward("192.168.0.0/16", "private space"),
            inward("198.18.0.0/15", "benchmark space"),
            inward("100.64.0.0/10", "carrier-grade NAT space"),
            inward("fc00::/7", "private space"),
            inward("2001:2::/48", "benchmark space"),
            special("2001::/32", "Teredo"),
            special("2002::/16", "6to4"),
            // All but 2000::/3 (global unicast) and fc00::/7, in blocks, because a block cannot have a hole.
            special("::/3", "unspecified, loopback and reserved"),
            special("4000::/2", "reserved"),
            special("8000::/2", "reserved"),
            special("c000::/3", "reserved"),
            special("e000::/4", "reserved"),
            special("f000::/5", "reserved"),
            special("f800::/6", "reserved"),
            special("fe00::/7", "link-local, site-local and multicast"));

    private static Block special(String range, String name) {
        return new Block(AddressRange.parse(range), Reason.SPECIAL, name + " (" + range + ")");
    }

    private static Block inward(String range, String name) {
        return new Block(AddressRange.parse(range), Reason.PRIVATE, name + " (" + range + ")");
    }

    /** Allows what the standards allow, on a box that does not know its own addresses. */
    public static final GrantPolicy STANDARD =
            new GrantPolicy(ImmutableSet.of(), ImmutableList.of(), ImmutableList.of());

    public GrantPolicy withOwn(Iterable<Address> addresses) {
        return new GrantPolicy(ImmutableSet.copyOf(addresses), allow, refuse);
    }

    /** Empty when {@code range} may be granted. A range is refused when any address in it is. */
    public Optional<Refusal> check(AddressRange range) {
        return Stream.of(ownBlocks(), BLOCKS.stream(), extraBlocks())
                .flatMap(s -> s)
                .filter(block -> block.range().overlaps(range))
                .filter(block -> block.reason() != Reason.PRIVATE || !allowed(range))
                .findFirst()
                .map(block -> new Refusal(range, block.reason(), block.name()));
    }

    private boolean allowed(AddressRange range) {
        return allow.stream().anyMatch(a -> a.contains(range));
    }

    private Stream<Block> ownBlocks() {
        return own.stream().map(a -> new Block(a.asRange(), Reason.OWN, "the PBX's own address " + a));
    }

    private Stream<Block> extraBlocks() {
        return refuse.stream().map(r -> new Block(r, Reason.EXTRA, r + " of policy.refuse"));
    }
}
