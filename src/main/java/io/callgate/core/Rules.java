package io.callgate.core;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.GuessingLimits;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.name.NameLimits;
import io.callgate.core.notice.Channel;
import io.callgate.core.service.ServiceCatalog;
import java.time.Duration;
import java.util.Optional;

/**
 * What this box's administrator configured of the rules.
 *
 * @param channels by which people are told of changes; each has a name of its own
 * @param phoneGrantFor how long a grant by phone lasts; empty for ever
 * @param names how long a host name keeps what it no longer says
 * @param knock what a knock does
 */
public record Rules(
        GrantPolicy policy,
        BanPolicy bans,
        GuessingLimits guessing,
        ServiceCatalog services,
        ImmutableList<Channel> channels,
        Optional<Duration> phoneGrantFor,
        NameLimits names,
        KnockLimits knock) {}
