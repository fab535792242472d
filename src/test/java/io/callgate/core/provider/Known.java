package io.callgate.core.provider;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Providers that tests make up, in documentation space. */
public final class Known {

    private Known() {}

    /** Alive, with sip and rtp. */
    public static Provider provider(String id, List<String> hosts, List<String> ranges, List<String> media) {
        return provider(id, Provider.Status.ALIVE, hosts, ranges, media);
    }

    public static Provider provider(
            String id, Provider.Status status, List<String> hosts, List<String> ranges, List<String> media) {
        return new Provider(
                new Owner(id),
                id.toUpperCase(Locale.ROOT) + " Inc.",
                status,
                status == Provider.Status.DEAD ? Optional.of(YearMonth.parse("2020-02")) : Optional.empty(),
                Services.of("sip", "rtp"),
                list(hosts.stream().map(HostName::parse)),
                list(ranges.stream().map(AddressRange::parse)),
                list(media.stream().map(AddressRange::parse)),
                ImmutableList.of("https://provider.example/addresses"),
                LocalDate.parse("2026-01-31"),
                "a note");
    }

    private static <T> ImmutableList<T> list(Stream<T> values) {
        return values.collect(ImmutableList.toImmutableList());
    }
}
