package io.callgate.core.knock;

import io.callgate.core.service.Services;
import java.time.Duration;

/**
 * What a knock does.
 *
 * @param enabled whether anybody may knock or ring: whether packets that nothing allows are looked at
 * @param grantFor how long it lets in
 * @param services what the box's own key opens; an account's opens the account's
 */
public record KnockLimits(boolean enabled, Duration grantFor, Services services) {

    public static final KnockLimits STANDARD = new KnockLimits(true, Duration.ofHours(4), Services.of("sip", "rtp"));
}
