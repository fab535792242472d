package io.callgate.core.provider;

import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;

/** What a range of a provider's has to reach. */
public record Reach(AddressRange range, Services services) {}
