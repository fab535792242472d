package io.callgate.app.boot;

import io.callgate.app.config.Config;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collection;

/** Writes tables for the box to load when it starts; see {@code docs/decisions/arming.md} for the format. */
public interface TableWriter {

    /** @param enforces or else it observes */
    void writeTable(
            OutputStream out,
            Config config,
            boolean enforces,
            Collection<RangeOpenings> standings,
            Banned bans,
            Instant now)
            throws IOException;

    /**
     * Writes a table that was written before so that it enforces, or observes, with all that it lets in and shuts out.
     *
     * @throws IOException also when {@code old} is damaged; what was written until then is worth nothing
     */
    void turnTable(InputStream old, OutputStream out, Config config, boolean enforces, Instant now) throws IOException;
}
