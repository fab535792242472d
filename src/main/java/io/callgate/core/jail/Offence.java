package io.callgate.core.jail;

import io.callgate.core.address.AddressRange;
import io.callgate.core.failure.Failure;
import java.time.Instant;

/**
 * So many failed attempts that whoever made them is to be banned.
 *
 * @param client an IPv4 address or an IPv6 /64
 * @param last the failure that was one too many
 * @param attempts how many there were within the find time
 * @param until when the ban is to end
 */
public record Offence(AddressRange client, Failure last, int attempts, Instant until) {

    /** What a person reads in the list of bans; it holds an attacker's words. */
    public String reason() {
        return attempts + " failed attempts at " + last.service() + ", the last "
                + last.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                + (last.account().isEmpty() ? "" : " as \"" + last.account() + "\"");
    }
}
