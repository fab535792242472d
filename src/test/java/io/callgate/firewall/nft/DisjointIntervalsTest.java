package io.callgate.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.firewall.ruleset.GateSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DisjointIntervalsTest {

    private static final GateSet V4 = GateSet.ban(false, true);

    private static DisjointIntervals.Item item(String range, long end) {
        return new DisjointIntervals.Item(AddressRange.parse(range), end, "");
    }

    private static List<String> cover(DisjointIntervals.Item... items) {
        return DisjointIntervals.of(V4, List.of(items)).stream()
                .map(DisjointIntervalsTest::text)
                .toList();
    }

    private static String text(Element element) {
        return element.first() + "-" + element.last() + " until " + element.endMillis();
    }

    @Test
    void neighbours_stay_apart() {
        assertThat(cover(item("10.1.0.0/16", 5), item("10.0.0.0/16", 5)))
                .containsExactly("10.0.0.0-10.0.255.255 until 5", "10.1.0.0-10.1.255.255 until 5");
    }

    @Test
    void a_range_that_ends_before_the_wider_one_vanishes_in_it() {
        assertThat(cover(item("10.0.0.0/8", 9), item("10.1.0.0/16", 5), item("10.0.0.0/9", 9)))
                .containsExactly("10.0.0.0-10.255.255.255 until 9");
    }

    @Test
    void a_range_that_outlasts_the_wider_one_is_cut_out_of_it() {
        assertThat(cover(item("10.0.0.0/8", 5), item("10.1.0.0/16", 9), item("10.255.0.0/16", 7)))
                .containsExactly(
                        "10.0.0.0-10.0.255.255 until 5",
                        "10.1.0.0-10.1.255.255 until 9",
                        "10.2.0.0-10.254.255.255 until 5",
                        "10.255.0.0-10.255.255.255 until 7");
    }

    @Test
    void the_whole_of_a_family_can_be_covered() {
        assertThat(cover(item("0.0.0.0/0", 5), item("255.255.255.0/24", 6)))
                .containsExactly("0.0.0.0-255.255.254.255 until 5", "255.255.255.0-255.255.255.255 until 6");
        GateSet v6 = GateSet.ban(true, true);
        assertThat(DisjointIntervals.of(v6, List.of(item("::/0", 5), item("ffff::/16", 6), item("2001:db8::/32", 3))))
                .extracting(DisjointIntervalsTest::text)
                .containsExactly(
                        "::-fffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff until 5",
                        "ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff until 6");
    }

    @Test
    void each_address_keeps_the_latest_end_of_the_ranges_it_lies_in() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            List<DisjointIntervals.Item> items = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int prefix = 24 + random.nextInt(8);
                AddressRange range = new AddressRange(
                        Address.v4(10, 0, 0, random.nextInt(256)).masked(prefix), prefix);
                items.add(new DisjointIntervals.Item(range, 1 + random.nextInt(5), ""));
            }
            List<Element> cover = DisjointIntervals.of(V4, items);
            for (int last = 0; last < 256; last++) {
                Address address = Address.v4(10, 0, 0, last);
                long latest = items.stream()
                        .filter(item -> item.range().contains(address))
                        .mapToLong(DisjointIntervals.Item::endMillis)
                        .max()
                        .orElse(0);
                Stream<Element> holding = cover.stream()
                        .filter(e ->
                                e.first().compareTo(address) <= 0 && e.last().compareTo(address) >= 0);
                assertThat(holding.map(Element::endMillis))
                        .as("%s in %s", address, items)
                        .isEqualTo(latest == 0 ? List.of() : List.of(latest));
            }
        }
    }

    @Test
    void intervals_cover_a_range_only_together_and_without_a_gap() {
        List<Element> cover = DisjointIntervals.of(
                V4, List.of(item("10.0.0.0/9", 5), item("10.128.0.0/9", 6), item("11.0.0.0/8", 6)));
        assertThat(DisjointIntervals.covers(cover, AddressRange.parse("10.0.0.0/7")))
                .isTrue();
        assertThat(DisjointIntervals.covers(cover, AddressRange.parse("10.127.255.255")))
                .isTrue();
        assertThat(DisjointIntervals.covers(cover, AddressRange.parse("8.0.0.0/6")))
                .isFalse();
        assertThat(DisjointIntervals.covers(cover.subList(1, 3), AddressRange.parse("10.0.0.0/7")))
                .isFalse();
        assertThat(DisjointIntervals.covers(List.of(), AddressRange.parse("10.0.0.0")))
                .isFalse();
    }
}
