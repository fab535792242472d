package io.callgate.core.knock;

import io.callgate.core.service.Services;
import java.time.Duration;

/**
 * What a knock does.
 *
 * @param grantFor how long it lets in
 * @param services what the box's own key opens; an account's opens the account's
 */
public record KnockLimits(Duration grantFor, Services services) {

    public static final KnockLimits STANDARD = new KnockLimits(Duration.ofHours(4), Services.of("sip", "rtp"));
}
