package io.callgate.app.boot;

import io.callgate.app.config.Config;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collection;

/** Writes a table for the box to load when it starts; see {@code docs/decisions/arming.md} for the format. */
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
}
