package io.callgate.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.NamedHost.Kind;
import io.callgate.core.name.NamedHost.Notes;
import io.callgate.core.name.NamedHost.Trouble;
import io.callgate.core.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final NameLimits LIMITS = new NameLimits(Duration.ofHours(24), Duration.ofHours(1));
    private static final Services PHONE = Services.of("sip", "rtp");
    private static final GrantPolicy POLICY = new GrantPolicy(
            ImmutableSet.of(Address.parse("192.0.2.1")),
            ImmutableList.of(),
            ImmutableList.of(AddressRange.parse("198.51.100.0/24")));

    /** {@code minutes} since the last good answer. */
    private static NamedHost host(int minutes, Optional<Trouble> trouble) {
        Instant good = NOW.minus(Duration.ofMinutes(minutes));
        return new NamedHost(
                1,
                new Owner("bob"),
                Origin.HOSTNAME,
                new HostName("phone.example.org"),
                PHONE,
                "",
                NOW.minus(Duration.ofDays(30)),
                trouble,
                new Notes(good, good, Instant.EPOCH));
    }

    private static Optional<Trouble> trouble(Kind kind, int minutes) {
        return Optional.of(new Trouble(kind, NOW.minus(Duration.ofMinutes(minutes)), "before"));
    }

    private static Grant grant(String address, Services services) {
        return new Grant(
                7,
                new Owner("bob"),
                Origin.HOSTNAME,
                AddressRange.parse(address),
                services,
                NOW.minus(Duration.ofDays(2)),
                Optional.empty(),
                "phone.example.org");
    }

    private static List<Grant> grants(String addresses) {
        return words(addresses).map(a -> grant(a, PHONE)).toList();
    }

    private static Stream<String> words(String text) {
        return text == null ? Stream.of() : Arrays.stream(text.split(" "));
    }

    /** {@code none}, {@code no name}, {@code ?} for a failure, or addresses. */
    private static Lookup.Family family(String text) {
        return switch (text) {
            case "none" -> new Lookup.Nothing("it has no address");
            case "no name" -> new Lookup.Nothing("there is no such name");
            case "?" -> new Lookup.Failed("no answer in time");
            default ->
                new Lookup.Found(words(text)
                        .map(Address::parse)
                        .collect(ImmutableSortedSet.toImmutableSortedSet(Address::compareTo)));
        };
    }

    private static Lookup lookup(String v4, String v6) {
        return new Lookup(family(v4), family(v6), Duration.ofMinutes(1));
    }

    private static NameRules.Change decide(NamedHost host, List<Grant> held, Lookup lookup) {
        return NameRules.decide(host, held, lookup, POLICY, LIMITS, NOW);
    }

    private static String text(List<?> values) {
        return values.isEmpty()
                ? null
                : String.join(
                        " ",
                        values.stream()
                                .map(v -> v instanceof Grant g ? g.range().toString() : v.toString())
                                .toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the first answer,             , 20.0.0.1, 2400::1, 5, 20.0.0.1 2400::1, , ,",
        "the same answer,              20.0.0.1, 20.0.0.1, none, 5, , , ,",
        "in another order,             20.0.0.1 20.0.0.2, 20.0.0.2 20.0.0.1, none, 5, , , ,",
        "another address,              20.0.0.1, 20.0.0.2, none, 5, 20.0.0.2, 20.0.0.1, ,",
        "one more,                     20.0.0.1, 20.0.0.1 20.0.0.2, none, 5, 20.0.0.2, , ,",
        "one less,                     20.0.0.1 20.0.0.2, 20.0.0.1, none, 5, , 20.0.0.2, ,",
        "from one family to the other, 20.0.0.1, none, 2400::1, 5, 2400::1, 20.0.0.1, ,",
        "a family lost,                20.0.0.1 2400::1, 20.0.0.1, none, 5, , 2400::1, ,",
        "no answer,                    20.0.0.1 2400::1, ?, ?, 5, , , , SILENT",
        "no answer for 23 h,           20.0.0.1, ?, ?, 1439, , , , SILENT",
        "no answer for 24 h,           20.0.0.1 2400::1, ?, ?, 1440, , , 20.0.0.1 2400::1, SILENT",
        "one family unknown,           20.0.0.1 2400::1, 20.0.0.2, ?, 5, 20.0.0.2, 20.0.0.1, , SILENT",
        "one family unknown too long,  20.0.0.1 2400::1, 20.0.0.1, ?, 1440, , , 2400::1, SILENT",
        "half an answer of nothing,    20.0.0.1 2400::1, none, ?, 5, , , , SILENT",
        "half an answer of no name,    20.0.0.1, no name, ?, 5, , , , SILENT",
        "gone,                         20.0.0.1 2400::1, no name, no name, 5, , , , GONE",
        "gone for long while asleep,   20.0.0.1, no name, no name, 1439, , , , GONE",
        "gone and stale,               20.0.0.1, no name, no name, 1440, , , 20.0.0.1, GONE",
        "without an address,           20.0.0.1, none, none, 5, , , , GONE",
        "loopback,                     , 127.0.0.1, none, 5, , , , REFUSED",
        "loopback in place of it,      20.0.0.1, 127.0.0.1, none, 5, , , , REFUSED",
        "loopback besides,             20.0.0.1, 20.0.0.1 127.0.0.1, none, 5, , , , REFUSED",
        "the PBX itself,               20.0.0.1, 20.0.0.2 192.0.2.1, none, 5, 20.0.0.2, 20.0.0.1, , REFUSED",
        "a private address,            , 10.0.0.1, fd00::1, 5, , , , REFUSED",
        "what policy.refuse lists,     , 198.51.100.7, none, 5, , , , REFUSED",
        "refused and unknown,          20.0.0.1, 127.0.0.1, ?, 5, , , , REFUSED",
        "everything at once,           , 0.0.0.0 255.255.255.255 224.0.0.1, :: ::1 fe80::1 ff02::1, 5, , , , REFUSED",
    })
    void what_follows_from_an_answer(
            String what,
            String held,
            String v4,
            String v6,
            int minutes,
            String added,
            String replaced,
            String expired,
            Kind trouble) {
        NameRules.Change change = decide(host(minutes, Optional.empty()), grants(held), lookup(v4, v6));

        assertThat(text(change.added())).as("added").isEqualTo(added);
        assertThat(text(change.replaced())).as("replaced").isEqualTo(replaced);
        assertThat(text(change.expired())).as("expired").isEqualTo(expired);
        assertThat(change.trouble().map(Trouble::kind).orElse(null)).isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource({
        "GONE, no name, 59, ",
        "GONE, no name, 60, 20.0.0.1",
        "REFUSED, 127.0.0.1, 59, ",
        "REFUSED, 127.0.0.1, 60, 20.0.0.1"
    })
    void a_name_that_points_nowhere_keeps_what_it_had_for_the_grace(Kind kind, String v4, int minutes, String expired) {
        NameRules.Change change =
                decide(host(minutes + 5, trouble(kind, minutes)), grants("20.0.0.1"), lookup(v4, "none"));

        assertThat(text(change.expired())).isEqualTo(expired);
        assertThat(change.trouble().get().since()).isEqualTo(NOW.minus(Duration.ofMinutes(minutes)));
    }

    @Test
    void the_grace_begins_when_the_last_good_address_goes_though_the_trouble_is_older() {
        NamedHost longRefused = host(5, trouble(Kind.REFUSED, 600));

        assertThat(decide(longRefused, grants("20.0.0.1"), lookup("127.0.0.1", "none"))
                        .expired())
                .isEmpty();
    }

    @Test
    void flapping_between_troubles_keeps_nothing_beyond_the_stale_time() {
        for (Kind before : Kind.values())
            assertThat(decide(host(1440, trouble(before, 0)), grants("20.0.0.1"), lookup("no name", "no name"))
                            .expired())
                    .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "20.0.0.1, ?, ?, 60, 1380",
        "20.0.0.1 2400::1, 20.0.0.2, ?, 60, 1380",
        "20.0.0.1, no name, no name, 60, 60",
        "20.0.0.1, no name, no name, 1430, 10",
        "20.0.0.1, ?, ?, 1440, ",
        "20.0.0.1, 20.0.0.1, none, 60, ",
        "20.0.0.1, 20.0.0.2, none, 60, ",
        ", ?, ?, 60, ",
    })
    void it_is_known_when_the_next_address_has_to_go(String held, String v4, String v6, int minutes, Integer left) {
        assertThat(decide(host(minutes, Optional.empty()), grants(held), lookup(v4, v6))
                        .until())
                .isEqualTo(Optional.ofNullable(left).map(m -> NOW.plus(Duration.ofMinutes(m))));
    }

    @Test
    void a_good_answer_ends_the_trouble() {
        NameRules.Change change = decide(host(500, trouble(Kind.SILENT, 500)), List.of(), lookup("20.0.0.1", "none"));

        assertThat(change.trouble()).isEmpty();
        assertThat(change.notes().good4()).isEqualTo(NOW);
        assertThat(change.notes().good6()).isEqualTo(NOW);
    }

    @Test
    void an_answer_that_changes_nothing_is_noted_every_five_minutes_only() {
        NamedHost fresh = host(4, Optional.empty());
        NamedHost older = host(5, Optional.empty());
        NamedHost ahead = host(-60, Optional.empty());

        assertThat(decide(fresh, grants("20.0.0.1"), lookup("20.0.0.1", "none")).notes())
                .isEqualTo(fresh.notes());
        assertThat(decide(older, grants("20.0.0.1"), lookup("20.0.0.1", "none"))
                        .notes()
                        .good4())
                .isEqualTo(NOW);
        assertThat(decide(ahead, grants("20.0.0.1"), lookup("20.0.0.1", "none"))
                        .notes()
                        .good4())
                .as("after the clock was set back")
                .isEqualTo(NOW);
    }

    @Test
    void the_family_that_failed_gets_no_younger() {
        NamedHost host = host(90, Optional.empty());

        Notes notes = decide(host, grants("20.0.0.1 2400::1"), lookup("20.0.0.1", "?"))
                .notes();

        assertThat(notes.good4()).isEqualTo(NOW);
        assertThat(notes.good6()).isEqualTo(host.notes().good6());
    }

    @Test
    void grants_to_services_that_are_no_longer_the_names_are_replaced() {
        Grant old = grant("20.0.0.1", Services.of("web"));

        NameRules.Change change = decide(host(1, Optional.empty()), List.of(old), lookup("20.0.0.1", "none"));

        assertThat(change.added()).containsExactly(Address.parse("20.0.0.1"));
        assertThat(change.replaced()).containsExactly(old);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 256})
    void a_name_lets_64_addresses_of_a_family_in_at_most(int number) {
        String many = text(IntStream.range(0, number)
                .mapToObj(i -> Address.v4(20, 0, i >> 8, i & 255))
                .toList());

        NameRules.Change change = decide(host(1, Optional.empty()), List.of(), lookup(many, "2400::1"));

        assertThat(change.added()).hasSize(65).contains(Address.parse("2400::1"));
        assertThat(change.trouble().map(Trouble::detail))
                .isEqualTo(
                        number == 64
                                ? Optional.empty()
                                : Optional.of(
                                        "it has more than 64 addresses of a kind: only the first 64 by number are let in"));
    }

    @Test
    void a_refusal_is_told_once_and_not_more_than_once_an_hour_however_often_it_changes() {
        NamedHost host = host(1, Optional.empty());
        List<Integer> told = new ArrayList<>();
        for (int minute = 0; minute < 180; minute++) {
            Instant now = NOW.plus(Duration.ofMinutes(minute));
            Lookup answer = lookup(minute < 5 ? "127.0.0.1" : "127.0.0." + (minute % 2 + 1), "none");
            NameRules.Change change = NameRules.decide(host, List.of(), answer, POLICY, LIMITS, now);
            if (change.tell()) told.add(minute);
            host = host.with(change.trouble(), change.notes());
        }
        assertThat(told).containsExactly(0, 60, 120);
    }

    @Test
    void a_refusal_that_lasts_is_told_once() {
        NamedHost host = host(1, Optional.empty());
        int told = 0;
        for (int hour = 0; hour < 48; hour++) {
            NameRules.Change change = NameRules.decide(
                    host, List.of(), lookup("127.0.0.1", "none"), POLICY, LIMITS, NOW.plus(Duration.ofHours(hour)));
            if (change.tell()) told++;
            host = host.with(change.trouble(), change.notes());
        }
        assertThat(told).isEqualTo(1);
    }

    @Test
    void a_refusal_names_the_address_and_the_rule() {
        assertThat(decide(host(1, Optional.empty()), List.of(), lookup("127.0.0.1 127.0.0.2", "::1"))
                        .trouble()
                        .get()
                        .detail())
                .isEqualTo("127.0.0.1 is never granted: it touches loopback (127.0.0.0/8) (and 1 more such);"
                        + " ::1 is never granted: it touches unspecified, loopback and reserved (::/3)");
    }
}
