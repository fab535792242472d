package io.callgate.core.arm;

import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.name.HostName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where packets to a SIP URI may go.
 *
 * @param hosts addresses and names: its host, and each {@code maddr}, which takes the host's place (RFC 3261 19.1.1)
 * @param needsSrv whether it is a name without a port, which may lead to other names (RFC 3263 4.2)
 */
record Destination(ImmutableSet<String> hosts, boolean needsSrv) {

    /** The host after the user, before port, parameters and headers. */
    private static final Pattern URI =
            Pattern.compile("(?i)sips?:(?:[^@\\s<>]*@)?(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:[0-9]{1,5})?([;?][^@\\s]*)?");

    private static final Pattern MADDR = Pattern.compile("(?i);maddr(?:=([^;?]*))?(?=[;?]|$)");

    /** Empty for what is not exactly a SIP URI. */
    static Optional<Destination> of(String uri) {
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches()) return Optional.empty();
        ImmutableSet.Builder<String> hosts = ImmutableSet.builder();
        String host = bare(matcher.group(1));
        hosts.add(host);
        String rest = matcher.group(3) == null ? "" : matcher.group(3);
        Matcher maddr = MADDR.matcher(rest);
        boolean elsewhere = false;
        for (; maddr.find(); elsewhere = true) hosts.add(bare(maddr.group(1) == null ? "" : maddr.group(1)));
        boolean port = matcher.group(2) != null;
        return Optional.of(new Destination(
                hosts.build(), !port && !elsewhere && Address.find(host).isEmpty()));
    }

    private static String bare(String host) {
        return host.replaceAll("[\\[\\]]", "");
    }

    /** A name of this network alone, or what is none, is nobody's to look up. */
    static Optional<HostName> name(String host) {
        try {
            return Optional.of(HostName.parse(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
