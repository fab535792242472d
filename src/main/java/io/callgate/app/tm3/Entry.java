package io.callgate.app.tm3;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.Target;
import io.callgate.core.service.Services;

/**
 * An entry as Travelin' Man 3 had it.
 *
 * @param items whom it lets in, to what
 * @param place where its first rule stands
 * @param remarks what is different here, in words
 */
public record Entry(EntryName name, ImmutableMap<Target, Services> items, Place place, ImmutableSet<String> remarks) {}
