package io.callgate.app.cli.base;

import io.callgate.core.arm.Sessions;
import io.callgate.core.service.Services;
import java.util.Optional;

/**
 * Where a command is carried out.
 *
 * @param actor who gave it, for the audit: {@code cli root}
 * @param sessions who is connected where it was given; for commands that ask for it
 */
public record CommandContext(Engine engine, String actor, Console console, Sessions sessions) {

    /** What is to be opened: the services asked for, or, for null, those that a call opens; all of them known here. */
    public Services servicesOr(Services asked) {
        Services wanted =
                Optional.ofNullable(asked).orElse(engine.config().grant().services());
        return UsageError.unless(() -> engine.rules().services().require(wanted));
    }
}
