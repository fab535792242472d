package io.callgate.scan;

import com.google.common.collect.ImmutableList;
import io.callgate.kit.Login;
import io.callgate.toml.Texts;
import io.callgate.toml.Toml;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The table {@code [scan]}: where failed attempts are looked for.
 *
 * @param logs which; empty for those that the box has
 * @param ami where Asterisk's security events are to be heard, if they are
 * @param patterns what tells a failure in the logs, besides what is built in
 * @param zones of times in the logs that name none
 * @param login for AMI; it is no part of the table, but kept among the secrets
 */
public record ScanConfig(
        Optional<ImmutableList<Path>> logs,
        Optional<InetSocketAddress> ami,
        Patterns patterns,
        Zones zones,
        Login login) {

    /** What says as much as naming no logs. */
    private static final String AUTO = "auto";

    /** @param where what begins a message about the file that comes later */
    public static ScanConfig read(Toml toml, String where) {
        return new ScanConfig(
                toml.find("scan", "logs")
                        .filter(value -> !value.raw().equals(AUTO))
                        .map(value -> value.list(Texts::absolutePath)),
                toml.find("scan", "ami").map(v -> v.as(Texts::socketAddress)),
                Patterns.read(toml, where),
                Zones.read(toml),
                Login.NONE);
    }

    public ScanConfig with(Login secret) {
        return new ScanConfig(logs, ami, patterns, zones, secret);
    }
}
