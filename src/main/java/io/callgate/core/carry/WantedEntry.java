package io.callgate.core.carry;

import com.google.common.collect.ImmutableMap;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.Target;
import io.callgate.core.service.Services;

/** An entry of another firewall, with whom it lets in, to what. */
public record WantedEntry(EntryName name, ImmutableMap<Target, Services> items) {}
