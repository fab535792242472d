package io.callgate.sight;

import io.callgate.core.knock.KnockLimits;
import io.callgate.core.service.Services;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.util.Optional;

/** The table {@code [knock]}: whether anybody may knock, and what that opens. */
public final class KnockConfig {

    private KnockConfig() {}

    /**
     * @param services what the table says that knocks open, if it does
     * @param otherwise what they open else
     */
    public static KnockLimits read(Toml toml, Optional<Services> services, Services otherwise) {
        KnockLimits standard = KnockLimits.STANDARD;
        return new KnockLimits(
                toml.find("knock", "enabled").map(Value::flag).orElse(standard.enabled()),
                toml.find("knock", "grant-for").map(Value::duration).orElse(standard.grantFor()),
                services.orElse(otherwise));
    }
}
